"""A few shapes of SVG, enough for the pictures of this folder. No packages."""
from html import escape

STYLE = """text{font-family:system-ui,sans-serif;font-size:12px;fill:#222}
.small{font-size:10px;fill:#555}.title{font-size:14px;font-weight:600}.axis{stroke:#888}.grid{stroke:#e4e4e4}
@media (prefers-color-scheme:dark){text{fill:#ddd}.small{fill:#aaa}.grid{stroke:#333}.paper{fill:#161616}.box{fill:#262626!important}}"""


class Picture:
    def __init__(self, width: int, height: int, title: str):
        self.size = (width, height)
        self.items = [f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>",
                      f'<rect class="paper" width="{width}" height="{height}" fill="#fff"/>',
                      '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#777"/></marker></defs>']

    def add(self, text: str) -> None:
        self.items.append(text)

    def text(self, x, y, what, cls="", anchor="start") -> None:
        self.add(f'<text x="{x:.1f}" y="{y:.1f}" class="{cls}" text-anchor="{anchor}">{escape(what)}</text>')

    def rect(self, x, y, w, h, fill="#f2f2f2", stroke="#999", cls="box", rx=4, width=1) -> None:
        self.add(f'<rect class="{cls}" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{rx}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>')

    def line(self, *points, cls="axis", stroke="#777", arrow=False, width=1, dash="") -> None:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        extra = ' marker-end="url(#a)"' if arrow else ""
        extra += f' stroke-dasharray="{dash}"' if dash else ""
        self.add(f'<polyline class="{cls}" points="{path}" fill="none" stroke="{stroke}" stroke-width="{width}"{extra}/>')

    def circle(self, x, y, r, fill) -> None:
        self.add(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{fill}"/>')

    def __str__(self) -> str:
        w, h = self.size
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">\n' + "\n".join(self.items) + "\n</svg>\n"
