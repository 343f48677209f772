import { talkers } from '../cluster/talkers.ts';
import { across } from './across.ts';
import { flood } from './flood.ts';
import { idlers } from './idlers.ts';
import { newcomers } from './newcomers.ts';
import { pair } from './pair.ts';
import { randomTalk } from './randomTalk.ts';
import { readers } from './readers.ts';
import { stalled } from './stalled.ts';
import { storm } from './storm.ts';
import { talk } from './talk.ts';
import { tinySends } from './tinySends.ts';

/** What a load process can be. */
export const ROLES = {
  across,
  flood,
  idlers,
  newcomers,
  pair,
  randomTalk,
  readers,
  stalled,
  storm,
  talk,
  talkers,
  tinySends,
};

export type Role = keyof typeof ROLES;
export type RoleArguments<R extends Role> = Parameters<(typeof ROLES)[R]>[1];
export type RoleResult<R extends Role> = Awaited<ReturnType<(typeof ROLES)[R]>>;
