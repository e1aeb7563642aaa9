"""Small pictures of many formats, and what Pillow makes of them: turned upright, laid on white, as RGB.

Writes test/golden/pictures/* and test/golden/pictures.json. Pixels follow one rule, so each file is small:
a plane from dark to light, with colours that no two channels share.
"""

import io
import json
import struct
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageCms, ImageOps, PngImagePlugin, __version__

HERE = Path(__file__).parent
FOLDER = HERE / "pictures"
HEIGHT, WIDTH = 6, 9


def plane(channels, top=255):
    """[6, 9, channels], from 0 to top, each channel rising another way."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    rising = [x / (WIDTH - 1), y / (HEIGHT - 1), (x + y) / (WIDTH + HEIGHT - 2), 1 - x / (WIDTH - 1)]
    return numpy.stack([numpy.round(top * channel) for channel in rising[:channels]], axis=-1)


GREY = Image.fromarray(plane(1)[..., 0].astype("uint8"))
RGB = Image.fromarray(plane(3).astype("uint8"))
RGBA = Image.fromarray(plane(4).astype("uint8"), "RGBA")
LA = Image.fromarray(plane(4)[..., [0, 3]].astype("uint8"), "LA")
WIDE = Image.fromarray(plane(1, 65535)[..., 0].astype("uint16"))
CMYK = Image.fromarray(plane(4).astype("uint8"), "CMYK")


def png(bits, colour, rows, extra=b""):
    """A PNG file of raw rows: Pillow writes not all kinds."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, colour, 0, 0, 0)
    data = b"".join(b"\0" + row for row in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def xmp(orientation):
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{orientation}"/></rdf:RDF></x:xmpmeta>'
    )


def swapped_profile():
    """The profile of sRGB with the matrices of red and blue swapped: who follows it shows red as blue."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(profile.replace(b"rXYZ", b"tmp?").replace(b"bXYZ", b"rXYZ").replace(b"tmp?", b"bXYZ"))


def lab():
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    return ImageCms.applyTransform(RGB, to_lab)


def ycck():
    """A CMYK JPEG whose marker is made to say that its first three channels are YCbCr."""
    data = saved(CMYK, "JPEG", quality=100, subsampling=0)
    at = data.index(b"Adobe")
    assert data[at + 11] == 0
    return data[: at + 11] + b"\2" + data[at + 12 :]


def files():
    wide = plane(3, 65535).astype(">u2")
    levels = plane(1)[..., 0]
    yield "grey.png", saved(GREY, "PNG")
    yield "grey-alpha.png", saved(LA, "PNG")
    yield "rgb.png", saved(RGB, "PNG")
    yield "rgba.png", saved(RGBA, "PNG")
    yield "palette.png", saved(RGB.quantize(16), "PNG")
    clear = RGB.quantize(16)
    yield "palette-clear.png", saved(clear, "PNG", transparency=bytes(range(0, 256, 16)))
    yield "grey-clear.png", saved(GREY, "PNG", transparency=0)
    yield "rgb-clear.png", saved(RGB, "PNG", transparency=(0, 0, 0))
    yield "bits1.png", saved(GREY.convert("1"), "PNG")
    for bits in (2, 4):
        top = 2**bits - 1
        rows = []
        for row in levels:
            packed = "".join(format(int(round(v * top / 255)), f"0{bits}b") for v in row)
            packed += "0" * (-len(packed) % 8)
            rows.append(int(packed, 2).to_bytes(len(packed) // 8, "big"))
        yield f"bits{bits}.png", png(bits, 0, rows)
    yield "grey16.png", saved(WIDE, "PNG")
    yield "rgb16.png", png(16, 2, [row.tobytes() for row in wide])
    yield "gamma.png", png(8, 0, [bytes(row.astype("uint8")) for row in levels], chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "grey.jpg", saved(GREY, "JPEG", quality=100)
    yield "rgb.jpg", saved(RGB, "JPEG", quality=100, subsampling=0)
    yield "progressive.jpg", saved(RGB, "JPEG", quality=100, subsampling=0, progressive=True)
    yield "cmyk.jpg", saved(CMYK, "JPEG", quality=100, subsampling=0)
    yield "ycck.jpg", ycck()
    yield "profile.jpg", saved(RGB, "JPEG", quality=100, subsampling=0, icc_profile=swapped_profile())
    yield "profile.png", saved(RGB, "PNG", icc_profile=swapped_profile())
    yield "grey.tif", saved(GREY, "TIFF")
    yield "rgb.tif", saved(RGB, "TIFF", compression="tiff_lzw")
    yield "rgba.tif", saved(RGBA, "TIFF", compression="tiff_adobe_deflate")
    yield "palette.tif", saved(RGB.quantize(16), "TIFF")
    yield "bits1.tif", saved(GREY.convert("1"), "TIFF")
    yield "white-is-zero.tif", saved(GREY, "TIFF", tiffinfo={262: 0})
    yield "grey16.tif", saved(WIDE, "TIFF")
    yield "cmyk.tif", saved(CMYK, "TIFF")
    yield "lab.tif", saved(lab(), "TIFF")
    yield "big.tif", saved(RGB, "TIFF", big_tiff=True)
    yield "pages.tif", saved(RGB, "TIFF", save_all=True, append_images=[GREY.convert("RGB")])
    yield "palette.gif", saved(RGB.quantize(16), "GIF")
    yield "animated.gif", saved(RGB.quantize(16), "GIF", save_all=True, append_images=[GREY.convert("P")], duration=100)
    yield "clear.gif", saved(RGB.quantize(16), "GIF", transparency=3)
    yield "rgb.webp", saved(RGB, "WEBP", lossless=True)
    yield "rgba.webp", saved(RGBA, "WEBP", lossless=True)
    yield "animated.webp", saved(RGB, "WEBP", lossless=True, save_all=True, append_images=[GREY.convert("RGB")], duration=100)
    yield "rgb.avif", saved(RGB, "AVIF", quality=100, subsampling="4:4:4")
    yield "rgb.bmp", saved(RGB, "BMP")
    yield "grey.bmp", saved(GREY, "BMP")
    yield "bits1.bmp", saved(GREY.convert("1"), "BMP")
    for orientation in range(1, 9):
        yield f"turned{orientation}.jpg", saved(RGB, "JPEG", quality=100, subsampling=0, exif=exif(orientation))
        yield f"turned{orientation}.png", saved(RGB, "PNG", exif=exif(orientation))
        yield f"turned{orientation}.tif", saved(RGB, "TIFF", tiffinfo={274: orientation})
    for orientation in (3, 6):
        yield f"turned{orientation}.webp", saved(RGB, "WEBP", lossless=True, exif=exif(orientation))
        yield f"turned{orientation}.avif", saved(RGB, "AVIF", quality=100, subsampling="4:4:4", exif=exif(orientation))
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp(orientation))
        yield f"turned{orientation}-xmp.png", saved(RGB, "PNG", pnginfo=info)


def seen(data):
    """What Pillow shows: the first picture, upright, on white, eight bits a channel."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if picture.mode.startswith("I"):
        # Sixteen bits to eight: Pillow's own conversion cuts off what is above 255.
        picture = Image.fromarray(numpy.round(numpy.asarray(picture) / 257).astype("uint8"))
    if picture.mode == "LAB":
        to_rgb = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
        picture = ImageCms.applyTransform(picture, to_rgb)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    grey = picture.convert("L") if picture.mode != "CMYK" else picture.convert("RGB").convert("L")
    return numpy.asarray(picture.convert("RGB")), numpy.asarray(grey)


def main():
    FOLDER.mkdir(exist_ok=True)
    known = {}
    for name, data in files():
        (FOLDER / name).write_bytes(data)
        rgb, grey = seen(data)
        known[name] = {
            "height": rgb.shape[0],
            "width": rgb.shape[1],
            "rgb": rgb.tobytes().hex(),
            "grey": grey.tobytes().hex(),
        }
    (HERE / "pictures.json").write_text(json.dumps({"pillow": __version__, "files": known}, indent=1) + "\n")


main()
