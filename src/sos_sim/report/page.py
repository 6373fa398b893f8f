"""The page around a report: its head, its style sheet for screen and print, and nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sos_sim.report.html import Element, Node, element, written

# The browser itself refuses scripts, requests, frames and forms, whatever a text should smuggle in.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1a1a1a; line-height: 1.5;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
header, main, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 1.6rem; }
footer { padding-bottom: 3rem; color: #555; font-size: .9rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .2rem 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 2.6rem 0 .7rem; padding-top: .7rem; border-top: 2px solid #0072b2; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; overflow-wrap: anywhere; }
p, ul, dl { margin: .5rem 0; }
p, li, dd { max-width: 46rem; }
a { color: #00568a; }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: .9rem 0 0; }
.kind { color: #555; margin: 0; font-size: .9rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .4rem .8rem; border: 2px solid #0072b2; }
.lead { font-size: 1.12rem; }
.answer { border-left: 4px solid #0072b2; padding: .1rem 0 .1rem 1.1rem; }
.warning { border: 2px solid #a33b00; background: #fff6f0; padding: .4rem 1.1rem; margin: 1.4rem 0; }
.warning h2 { border: 0; margin: .4rem 0; padding: 0; color: #7a2c00; }
.note { color: #444; font-size: .93rem; }
figure { margin: 1.4rem 0; }
figure img { display: block; max-width: 100%; height: auto; }
figcaption { font-size: .93rem; color: #333; max-width: 52rem; margin-top: .4rem; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .93rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .26rem .8rem .26rem 0; border-bottom: 1px solid #ddd; }
thead th { border-bottom: 1px solid #444; vertical-align: bottom; }
tbody th { font-weight: 400; min-width: 8rem; }
th[scope=colgroup] { border-bottom: 1px solid #999; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .number { white-space: normal; }
.path { display: block; color: #555; font-size: .85rem; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", Consolas, Menlo, monospace; font-size: .9em; }
code { overflow-wrap: anywhere; }
table code { white-space: nowrap; }
pre { background: #f5f5f5; padding: .7rem 1rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
dt { font-weight: 600; margin-top: .5rem; overflow-wrap: anywhere; }
dd { margin: 0; }
details { margin: .8rem 0; }
summary { cursor: pointer; color: #00568a; }
@media print {
  html { font-size: 10pt; }
  @page { margin: 16mm 14mm; }
  body { font-size: 10pt; }
  header, main, footer { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  h1 { font-size: 18pt; } h2 { font-size: 13.5pt; margin-top: 1.4rem; } h3 { font-size: 11pt; }
  h2, h3, caption, summary, h2 + .note { break-after: avoid; }
  p, li, dd { max-width: none; orphans: 3; widows: 3; }
  tr, figure, .warning, dt { break-inside: avoid; }
  dt, thead tr { break-after: avoid; }
  tbody tr:first-child, tbody tr:last-child { break-before: avoid; }
  figure { margin: 1rem 0; }
  figure img { max-height: 102mm; width: auto; max-width: 100%; }
  figure.tall img { max-height: 205mm; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; width: 100%; }
  tbody th { min-width: 0; }
  th, td { padding: .1rem .5rem .1rem 0; }
  pre { white-space: pre-wrap; font-size: 8pt; }
  a { color: inherit; text-decoration: none; }
  summary { color: inherit; font-weight: 600; list-style: none; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
}
"""


def page(title: str, kind: str, parts: Sequence[tuple[str, str, Sequence[Node]]], warnings: Sequence[Element]) -> str:
    """Write a whole page.

    Args:
        title: what the report is about.
        kind: what kind of study it tells.
        parts: for each part its anchor, its heading and what it holds, in order.
        warnings: boxes that stand above everything else.
    """
    links = (element("li", element("a", name, attributes={"href": f"#{anchor}"})) for anchor, name, _ in parts)
    head = element(
        "header",
        paragraph_of_kind(kind),
        element("h1", title),
        element("nav", element("ul", *links), attributes={"aria-label": "Parts of this report"}),
    )
    sections = (
        element(
            "section",
            element("h2", name, attributes={"id": f"{anchor}-heading"}),
            *held,
            attributes={"id": anchor, "aria-labelledby": f"{anchor}-heading"},
        )
        for anchor, name, held in parts
    )
    body = element(
        "body",
        element("a", "Skip to the report", attributes={"class": "skip", "href": "#report"}),
        head,
        element("main", *warnings, *sections, attributes={"id": "report"}),
        element("footer", "Made by sos-sim. This page is complete: it asks nothing of any network."),
    )
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n{written(body)}\n</html>\n"
    )


def paragraph_of_kind(kind: str) -> Element:
    """Say above the title what kind of study this is."""
    return element("p", kind, attributes={"class": "kind"})
