"""Checks an export of CTJ's audit with nothing but Python 3.9 or later: see audit-format.md.

    python3 verify_audit.py EXPORT.jsonl [ANCHOR.json]

Exit code 0: nothing found; 1: something is not as it was written; 2: a file is not what it should
be. The signature of an anchor is not checked here; audit-format.md has the openssl command.
"""

import json
import sys
import unicodedata
from hashlib import sha256


def strict(pairs):
    """An object in which no key stands twice."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def row_faults(row, last_seq, last_hash):
    """What is wrong with one row, given number and hash of the row before it on its chain."""
    if sha256(b"ctj/audit/row/1\n" + row["body"].encode()).hexdigest() != row["hash"]:
        yield "its content is not what was hashed"
    try:
        body = json.loads(row["body"], object_pairs_hook=strict, parse_float=int)
        chain = "case:" + body["case"] if body["case"] else "instance"
        said, previous = (body["v"], body["chain"], chain, body["seq"]), body["previous"]
    except (ValueError, KeyError, TypeError):
        yield "its content is not that of an audit row"
        return
    if canonical(body) != row["body"] or unicodedata.normalize("NFC", row["body"]) != row["body"]:
        yield "its content is not in canonical form"
    if said != (1, row["chain"], row["chain"], row["seq"]):
        yield "it is of an unknown version, or stands where it does not belong"
    if row["seq"] != last_seq + 1 or previous != last_hash:
        yield f"it does not follow row {last_seq}: a row was taken out, put in, moved or changed"


def merkle_root(leaves):
    """RFC 6962, 2.1: a tree is split at the greatest power of two below its number of leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    left = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + merkle_root(leaves[:left]) + merkle_root(leaves[left:])).digest()


def anchor_faults(anchor, hashes):
    """``hashes``: (digest of the chain's name, number) -> hash, of every row of the export."""
    heads = [tuple(head) for head in anchor["heads"]]
    leaves = [canonical(list(head)).encode() for head in heads]
    if heads != sorted(heads) or merkle_root(leaves).hex() != anchor["root"]:
        yield "its root is not that of the chains it lists"
    if (anchor["chains"], anchor["rows"]) != (len(heads), sum(head[1] for head in heads)):
        yield "its counts are not those of the chains it lists"
    for chain, seq, row_hash in heads:
        if hashes.get((chain, seq)) != row_hash:
            yield f"it saw row {seq} of the chain with digest {chain}: gone, or another row"


def main(export, anchor=None):
    last, hashes, faults = {}, {}, []
    with open(export, encoding="utf-8") as lines:
        if json.loads(next(lines, "{}")).get("format") != "ctj-audit-export-1":
            raise ValueError(f"{export} is not an export of CTJ's audit")
        for row in map(json.loads, lines):
            chain, seq = row["chain"], row["seq"]
            for fault in row_faults(row, *last.get(chain, (0, "0" * 64))):
                faults.append(f"{chain}, row {seq}: {fault}")
            last[chain] = (seq, row["hash"])
            digest = sha256(b"ctj/audit/chain/1\n" + chain.encode()).hexdigest()
            hashes[digest, seq] = row["hash"]
    if anchor is None:
        print("TAIL NOT PROVEN: without an anchor, rows cut from an end are not seen.")
    else:
        with open(anchor, encoding="utf-8") as file:
            faults += [f"anchor: {fault}" for fault in anchor_faults(json.load(file), hashes)]
        print("Signature of the anchor: not checked here.")
    for fault in faults:
        print("FOUND", fault)
    print(f"{len(hashes)} rows of {len(last)} chains; {len(faults)} findings.")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"A file is missing or not what it should be: {error}", file=sys.stderr)
        sys.exit(2)
