"""Forwards the ports of the emulators from one address of this machine to loopback.

    python scripts/relay.py ADDRESS FILE-OF-VARIABLES
"""

import asyncio
import re
import sys
from pathlib import Path


def ports(environment):
    """Returns the ports of every local URL in an environment."""
    return {int(port) for port in re.findall(r"http://(?:127\.0\.0\.1|localhost):(\d+)", environment)}


async def copy(reader, writer):
    """Copies one direction of a connection until its end."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def serve(address, port):
    """Accepts connections on the address and connects each to the same port of loopback."""

    async def join(reader, writer):
        try:
            remote_reader, remote_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(copy(reader, remote_writer), copy(remote_reader, writer))

    server = await asyncio.start_server(join, address, port)
    await server.serve_forever()


async def main(address, path):
    """Serves every port."""
    environment = Path(path).read_text()
    await asyncio.gather(*(serve(address, port) for port in sorted(ports(environment))))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    asyncio.run(main(*sys.argv[1:]))
