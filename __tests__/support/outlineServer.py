# A server of the same protocol as students first write it: one select() loop, 1024 bytes at a time, to all the others.
import select, socket

listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(64)
print(listener.getsockname()[1], flush=True)
clients = []
while True:
    for ready in select.select([listener, *clients], [], [])[0]:
        if ready is listener:
            client, _ = listener.accept()
            client.sendall(b'Thank you for connecting')
            clients.append(client)
            continue
        try:
            data = ready.recv(1024)
        except OSError:
            data = b''
        if not data:
            clients.remove(ready)
            ready.close()
            continue
        for other in clients:
            if other is not ready:
                other.sendall(data)
