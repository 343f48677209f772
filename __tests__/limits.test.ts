import { expect, test } from '@jest/globals';
import { tcpSettings } from '../src/connections/settings.ts';
import { OptionError } from '../src/errors.ts';
import { clientsForOpenFiles } from '../src/openFiles.ts';
import { LIMITS } from '../src/limits.ts';
import { natsSettings } from '../src/nats/settings.ts';
import { chatSettings } from '../src/options.ts';
import { webSettings } from '../src/web/settings.ts';

test.each(Object.entries(LIMITS))(
  '%s takes what lies between its bounds, and nothing else',
  (name, limit) => {
    const settings = (value: unknown) => {
      const { places, ...tcp } = tcpSettings({ [name]: value });
      const nats = natsSettings({ servers: ['nats://localhost'], [name]: value });
      const web = webSettings({ [name]: value });
      return { ...nats, ...web, ...chatSettings({ [name]: value }), ...tcp, ...places[0] };
    };
    // More clients than there may be open files are never let in.
    const most = name === 'maxClients' ? clientsForOpenFiles() : limit.max;
    for (const value of [limit.min, Math.min(limit.default, most), most])
      expect(settings(value)).toMatchObject({ [name]: value });
    for (const value of [limit.min - 1, limit.max + 1, limit.min + 0.5, NaN, Infinity, '1', null]) {
      expect(() => settings(value)).toThrow(OptionError);
    }
    expect(() => settings(NaN)).toThrow(
      `${name} must be a whole number from ${limit.min} to ${limit.max} (${limit.unit}), not NaN`,
    );
  },
);
