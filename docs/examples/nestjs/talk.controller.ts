import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  type MessageEvent,
  Post,
  Sse,
} from '@nestjs/common';
import { map, type Observable, take } from 'rxjs';
import type { TalkEvent } from 'talk-server';
import { TalkService } from './talk.service.js';

/** Who is in the room, over HTTP. */
interface Member {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

@Controller('talk')
export class TalkController {
  constructor(private readonly talk: TalkService) {}

  @Get('clients')
  clients(): Observable<readonly Member[]> {
    return this.talk.clients$.pipe(
      take(1),
      map((clients) => clients.map(({ name, address, port }) => ({ name, address, port }))),
    );
  }

  @Post('announce')
  @HttpCode(202)
  announce(@Body('text') text: unknown): void {
    if (typeof text !== 'string' || text.trim() === '') {
      throw new BadRequestException('nothing to say: send JSON such as {"text":"hello"}');
    }
    this.talk.announce(text.trimEnd());
  }

  @Sse('events')
  events(): Observable<MessageEvent> {
    return this.talk.events$.pipe(
      map((event) => ({ type: event.type, data: JSON.stringify(event, readable) })),
    );
  }
}

/** What is said as text alone, and errors in words. */
function readable(this: TalkEvent, key: string, value: unknown): unknown {
  if (value instanceof Error) return value.message;
  return key === 'bytes' && typeof value !== 'number' ? undefined : value;
}
