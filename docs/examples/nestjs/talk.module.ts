import { type DynamicModule, Module } from '@nestjs/common';
import type { TalkServerOptions } from 'talk-server';
import { TalkController } from './talk.controller.js';
import { TALK_OPTIONS, TalkService } from './talk.service.js';

/** One chat, which listens from the application's bootstrap to its shutdown; other modules may inject its TalkService. */
@Module({ controllers: [TalkController], exports: [TalkService] })
export class TalkModule {
  static forRoot(options: TalkServerOptions): DynamicModule {
    return { module: TalkModule, providers: [{ provide: TALK_OPTIONS, useValue: options }, TalkService] };
  }
}
