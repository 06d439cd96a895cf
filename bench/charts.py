"""Bar charts as SVG, readable on a light and on a dark page."""

from html import escape

WIDTH, LABEL, BAR, GAP, TOP = 760, 190, 18, 8, 44
COLOURS = (("lintel-jvm", "#2f6fde"), ("lintel-native", "#7a4fd0"), ("nginx", "#5f6b7a"), ("provider", "#9aa4b0"),
           ("", "#d1752b"))


def bars(title, unit, values, digits=1):
    """One bar for each name and value, from nought on; a bar over twice those of Lintel is broken off, and shows it."""
    own = max((value for name, value in values.items() if name.startswith("lintel")), default=0)
    most = min(max(values.values()), 2 * own or float("inf")) or 1
    height = TOP + len(values) * (BAR + GAP) + 6
    room = WIDTH - LABEL - 90
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title)}" font-family="system-ui, sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" rx="6" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="15" font-weight="600" fill="#1c232b">{escape(title)}'
        f'<tspan dx="8" font-weight="400" fill="#5f6b7a">{escape(unit)}</tspan></text>',
    ]
    for number, (name, value) in enumerate(values.items()):
        y = TOP + number * (BAR + GAP)
        width = max(1, min(1, value / most) * room)
        lines += [
            f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end" fill="#1c232b">{escape(name)}</text>',
            f'<rect x="{LABEL}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2" fill="{colour(name)}"/>',
            f'<text x="{LABEL + width + 6:.1f}" y="{y + 13}" fill="#1c232b">{value:,.{digits}f}</text>',
        ]
        if value > most:
            x = LABEL + width * 0.9
            lines.append(f'<path d="M{x:.1f} {y + BAR + 2}l6 -{BAR + 4}m6 0l-6 {BAR + 4}" '
                         'stroke="#ffffff" stroke-width="3" fill="none"/>')
    return "\n".join([*lines, "</svg>", ""])


def colour(name):
    return next(colour for prefix, colour in COLOURS if name.startswith(prefix))
