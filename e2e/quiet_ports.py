"""Prints loopback ports that are free, for servers that cannot be asked which port they took.

usage: quiet_ports.py [COUNT]

They lie below those that the system gives to outgoing connections and to servers without a wish, so that nobody gets one of them
between now and its use.
"""

import random
import socket
import sys

wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1
with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as given_out:
    first = int(given_out.read().split()[0])
found = []
for port in random.sample(range(max(1024, first // 2), first), first - max(1024, first // 2)):
    if len(found) == wanted:
        break
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
            found.append(port)
        except OSError:
            pass
print(*found)
