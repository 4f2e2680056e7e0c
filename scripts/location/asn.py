"""Builds an ASN database in MaxMind's format from the CSV files of @ip-location-db/asn.

Usage: asn.py FOLDER_OF_CSV OUTPUT

Each line has the first and last address of a range, the number of its autonomous system and its owner. The output
has the field names of MaxMind's GeoLite2-ASN, with IPv4 and IPv6 in one file.
"""

import csv
import sys
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from mmdb_writer import MMDBWriter, MmdbU32, SearchTreeLeaf, SearchTreeNode


def blocks(first, last, bits):
    """Yields the blocks (address, prefix length) of a range."""
    while first <= last:
        # The largest block that is aligned at its start and fits into the rest.
        size = min((first & -first).bit_length() - 1 if first else bits, (last - first + 1).bit_length() - 1)
        yield first, bits - size
        first += 1 << size


def insert(root, address, bits, prefix, leaf):
    """Adds a leaf to an empty place of the tree.

    The writer's own insert_network accepts overlapping networks and takes ten times as long.
    """
    node = root
    for level in range(bits - 1, bits - prefix, -1):
        side = address >> level & 1
        child = node[side]
        if child is None:
            child = node[side] = SearchTreeNode()
        node = child
    node[address >> (bits - prefix) & 1] = leaf


def fill(root, path, parse, bits, leaves):
    """Inserts every range of a file and returns their number.

    The lines are in order. A few ranges overlap the previous one; only the rest of them is inserted.
    """
    count, begun, end = 0, -1, -1
    with path.open(encoding="utf-8", newline="") as lines:
        for line, row in enumerate(csv.reader(lines), start=1):
            try:
                first, last, number, name = row
                key = (int(number), name.strip())
                if key not in leaves:
                    record = {"autonomous_system_number": MmdbU32(key[0])}
                    if key[1]:
                        record["autonomous_system_organization"] = key[1]
                    leaves[key] = SearchTreeLeaf(record)
                first, last = int(parse(first)), int(parse(last))
                if first < begun or last < first:
                    raise ValueError("the line is out of order")
                begun = first
                for address, prefix in blocks(max(first, end + 1), last, bits):
                    insert(root, address, bits, prefix, leaves[key])
                end = max(end, last)
            except ValueError as error:
                sys.exit(f"{path}:{line}: {error}: {row}")
            count += 1
    if count == 0:
        sys.exit(f"{path} is empty")
    return count


def main(folder, output):
    """Builds the database."""
    writer = MMDBWriter(
        6, "asn", languages=["en"], description="RouteViews, NRO and DB-IP (CC BY 4.0)", ipv4_compatible=True
    )
    # In the tree, IPv4 addresses are IPv6 addresses with 96 leading zeros.
    ipv4 = writer.tree
    for _ in range(96):
        ipv4 = ipv4.get_or_create(0)
    leaves = {}
    ranges = fill(ipv4, Path(folder) / "asn-ipv4.csv", IPv4Address, 32, leaves)
    ranges += fill(writer.tree, Path(folder) / "asn-ipv6.csv", IPv6Address, 128, leaves)
    writer.to_db_file(output)
    print(f"  {ranges} ranges of {len(leaves)} networks")


if __name__ == "__main__":
    main(*sys.argv[1:])
