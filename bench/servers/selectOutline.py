"""The assignment's outline: one select() loop; what one client sends is sent to all the others. Its argument is the port, which it prints."""

import select
import socket
import sys

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(1024)
print(listener.getsockname()[1], flush=True)
clients = []

while True:
    readable, _, _ = select.select([listener, *clients], [], [])
    for ready in readable:
        if ready is listener:
            client, _ = listener.accept()
            client.sendall(b"Thank you for connecting")
            clients.append(client)
            continue
        try:
            data = ready.recv(1024)
        except OSError:
            data = b""
        if not data:
            clients.remove(ready)
            ready.close()
            continue
        for client in clients:
            if client is not ready:
                client.sendall(data)
