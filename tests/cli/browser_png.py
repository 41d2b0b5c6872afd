"""Whether a screenshot shows something.

usage: browser_png.py FILE WIDTH HEIGHT      right size, not blank
       browser_png.py --darker FILE FILE     the first is darker than the second
"""
import struct
import sys
import zlib


def read(path):
    """(width, height, rows of raw bytes): 8 bits a channel, not interlaced."""
    with open(path, "rb") as stream:
        data = stream.read()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")
    at, packed, header = 8, b"", None
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", data[at + 8:at + 8 + size])
        elif kind == b"IDAT":
            packed += data[at + 8:at + 8 + size]
        at += size + 12
    width, height, depth, colour = header[:4]
    if depth != 8 or colour not in (2, 6):
        raise ValueError("depth %d, colour type %d" % (depth, colour))
    step = 3 if colour == 2 else 4
    raw, rows, before = zlib.decompress(packed), [], bytearray(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + width * step])
        for i in range(len(row)):
            left = row[i - step] if i >= step else 0
            up = before[i]
            corner = before[i - step] if i >= step else 0
            if kind == 1:
                row[i] = (row[i] + left) & 255
            elif kind == 2:
                row[i] = (row[i] + up) & 255
            elif kind == 3:
                row[i] = (row[i] + (left + up) // 2) & 255
            elif kind == 4:
                p = left + up - corner
                a, b, c = abs(p - left), abs(p - up), abs(p - corner)
                row[i] = (row[i] + (left if a <= b and a <= c else up if b <= c else corner)) & 255
        rows.append(row)
        before = row
    return width, height, step, rows


def brightness(path):
    _, _, step, rows = read(path)
    return sum(sum(row[::step]) for row in rows[::8])


def main(arguments):
    if arguments[0] == "--darker":
        return 0 if 2 * brightness(arguments[1]) < brightness(arguments[2]) else 1
    width, height, step, rows = read(arguments[0])
    if (width, height) != (int(arguments[1]), int(arguments[2])):
        print("it is %d times %d" % (width, height))
        return 1
    colours = {bytes(row[i:i + 3]) for row in rows[::2] for i in range(0, len(row), step)}
    busy = sum(len({bytes(row[i:i + 3]) for i in range(0, len(row), step)}) > 1 for row in rows)
    print("%d colours, %d of %d lines are not empty" % (len(colours), busy, height))
    return 0 if len(colours) > 20 and busy > height // 4 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
