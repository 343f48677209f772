import { expect, test } from '@jest/globals';
import { announce } from '../../src/operators/announce.ts';
import { marbles } from '../support/marbles.ts';

test('bytes as given, text as UTF-8', () => {
  marbles(({ hot, expectObservable }) => {
    const words$ = hot<string | Uint8Array>('-s-b-|', { s: 'héllo\n', b: Uint8Array.of(0xff, 0) });
    expectObservable(words$.pipe(announce())).toBe('-s-b-|', {
      s: { type: 'announced', bytes: Buffer.from('héllo\n'), text: 'héllo' },
      b: { type: 'announced', bytes: Buffer.of(0xff, 0), text: '\ufffd\0' },
    });
  });
});

test('never, empty, error, early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    expectObservable(hot('---').pipe(announce())).toBe('---');
    expectObservable(hot('--|').pipe(announce())).toBe('--|');
    expectObservable(hot('--#').pipe(announce())).toBe('--#');
    const source$ = hot('-s-s');
    expectObservable(source$.pipe(announce()), '^-!').toBe('-s', {
      s: { type: 'announced', bytes: Buffer.from('s'), text: 's' },
    });
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});

test('the bytes are its own: the program may use its Buffer again', () => {
  const words = Buffer.from('hello');
  marbles(({ cold }) => {
    cold('(a|)', { a: words })
      .pipe(announce())
      .subscribe(({ bytes }) => {
        words.fill(0);
        expect(bytes.toString()).toBe('hello');
      });
  });
});
