/*
 * What a fan-out costs the kernel, and nothing on top: whatever is readable after one epoll_wait is gathered, then each
 * client is written to once. A measuring stick and no server: it knows no names, and a client that does not read blocks it.
 * Its argument is the port.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST_FILES = 1 << 16, MOST_READY = 2048, MOST_PER_READ = 1 << 16, QUEUE = 4096 };

static int clients[MOST_FILES], client_count;
static int place[MOST_FILES]; /* of each client in `clients`, by file */
static char said[(size_t)MOST_READY * MOST_PER_READ]; /* by all, in this round */
static struct {
  size_t start, end;
} own[MOST_FILES]; /* where in it lies what a client said itself, by file; nowhere is 0 to 0 */

static void join(int poll, int listener) {
  int client = accept(listener, NULL, NULL), on = 1;
  if (client < 0) return;
  if (client >= MOST_FILES) {
    close(client);
    return;
  }
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  send(client, "Thank you for connecting", 24, MSG_NOSIGNAL);
  struct epoll_event readable = {.events = EPOLLIN, .data.fd = client};
  epoll_ctl(poll, EPOLL_CTL_ADD, client, &readable);
  place[client] = client_count;
  clients[client_count++] = client;
}

static void leave(int client) {
  int last = clients[--client_count];
  clients[place[client]] = last;
  place[last] = place[client];
  close(client);
}

static void send_others(int client, size_t end) {
  struct iovec parts[] = {
      {said, own[client].start},
      {said + own[client].end, end - own[client].end},
  };
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  if (parts[0].iov_len + parts[1].iov_len > 0) sendmsg(client, &message, MSG_NOSIGNAL);
}

int main(int argc, char **argv) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0), on = 1;
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? (unsigned short)atoi(argv[1]) : 0)};
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(listener, QUEUE) != 0) {
    perror("floor");
    return 1;
  }
  struct epoll_event readable = {.events = EPOLLIN, .data.fd = listener}, ready[MOST_READY];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &readable);

  for (;;) {
    int ready_count = epoll_wait(poll, ready, MOST_READY, -1);
    size_t end = 0;
    for (int i = 0; i < ready_count; i++) {
      int file = ready[i].data.fd;
      if (file == listener) {
        join(poll, listener);
        continue;
      }
      ssize_t length = recv(file, said + end, MOST_PER_READ, MSG_DONTWAIT);
      if (length <= 0) {
        leave(file);
        continue;
      }
      own[file].start = end;
      own[file].end = end += (size_t)length;
    }
    for (int i = 0; end > 0 && i < client_count; i++) {
      int client = clients[i];
      if (own[client].end > 0) send_others(client, end);
      else send(client, said, end, MSG_NOSIGNAL);
      own[client].start = own[client].end = 0;
    }
  }
}
