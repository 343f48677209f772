import 'reflect-metadata';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TalkModule } from './talk.module.js';

const [httpPort = 3000, chatPort = 12345] = process.argv.slice(2).map(Number);

@Module({ imports: [TalkModule.forRoot({ port: chatPort })] })
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks([], { useProcessExit: true }); // a stop that was asked for is a success
try {
  await app.listen(httpPort);
  new Logger('Main').log(`listening at ${await app.getUrl()}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
  await app.close();
}
