import { describe, expect, test } from '@jest/globals';
import { OptionError } from '../../src/errors.ts';
import { LIMITS, type LimitName } from '../../src/limits.ts';
import { type WebOptions, webSettings } from '../../src/web/settings.ts';
import { webFront } from '../../src/web/webFront.ts';

describe('where it listens', () => {
  test.each<[WebOptions, number | undefined, number | undefined]>([
    [{}, 8080, undefined],
    [{ httpPort: 0 }, 0, undefined],
    [{ httpHost: '::' }, 8080, undefined],
    [{ metricsPort: 9000 }, undefined, 9000],
    [{ metricsHost: '::' }, 8080, undefined],
    [{ metricsPort: 9000, httpHost: '::' }, undefined, 9000],
    [{ httpPort: 1, metricsPort: 2 }, 1, 2],
  ])('%j', (options, httpPort, metricsPort) => {
    expect(webSettings(options)).toMatchObject({ httpPort, metricsPort });
  });

  test('nobody but this machine, unless another address is named', () => {
    expect(webSettings({})).toMatchObject({ httpHost: '127.0.0.1', metricsHost: '127.0.0.1' });
    expect(webSettings({ httpHost: '[::1]', metricsHost: '0.0.0.0' })).toMatchObject({
      httpHost: '::1',
      metricsHost: '0.0.0.0',
    });
  });
});

test.each(['httpPort', 'metricsPort', 'httpPing', 'maxHttp', 'maxLinkDown'] satisfies LimitName[])(
  '%s takes what lies between its bounds, and nothing else',
  (name) => {
    const { min, max, default: usual } = LIMITS[name];
    for (const value of [min, usual, max])
      expect(webSettings({ [name]: value })).toMatchObject({ [name]: value });
    for (const value of [min - 1, max + 1, min + 0.5, NaN, '1', null]) {
      expect(() => webSettings({ [name]: value })).toThrow(OptionError);
    }
  },
);

describe('origins', () => {
  test('are taken as browsers write them', () => {
    const httpOrigins = ['https://chat.example.org', 'http://localhost:8080', 'http://[::1]:8080'];
    expect([...webSettings({ httpOrigins }).httpOrigins]).toEqual(httpOrigins);
  });

  test.each([
    '*',
    'chat.example.org',
    'null',
    '',
    'ftp://a.example',
    'https://a.example/page',
    'https://a.example/',
    'https://A.example',
    'https://a.example:443',
    'https://user@a.example',
    'https://',
  ])('%s is none', (entry) => {
    expect(() => webSettings({ httpOrigins: [entry] })).toThrow(
      `an origin must be such as https://chat.example.org, with nothing behind it, not ${JSON.stringify(entry)}`,
    );
  });

  test('are of no use without a page', () => {
    expect(() => webSettings({ metricsPort: 0, httpOrigins: ['http://a.example'] })).toThrow(
      'httpOrigins are for the page: give httpPort too',
    );
  });
});

test('a wrong option is told at once', () => {
  expect(() => webFront({ httpHost: '' })).toThrow(
    new OptionError('httpHost must be an address or a host name, such as 127.0.0.1, not ""'),
  );
  expect(() => webFront({ httpOrigins: 'http://a.example' as unknown as string[] })).toThrow(
    'httpOrigins must be an array of origins such as https://chat.example.org, not "http://a.example"',
  );
});
