"""What the page's server answers to friends and to strangers; no browser takes part."""

from __future__ import annotations

import json
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import psutil
import pytest

LEVER = "accountability.pressure"
TRACES = ("Traceback", 'File "', "site-packages", "/src/")
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
LONG = "a" * 5_000
BAD = {
    "unknown path": "no.such.lever=1",
    "nearly a path": "accountability.presure=1",
    "unknown preset": "scenario=nowhere",
    "a file as preset": "scenario=../../etc/passwd",
    "too high": f"{LEVER}=99",
    "too low": f"{LEVER}=-1",
    "nan": f"{LEVER}=nan",
    "infinite": f"{LEVER}=inf",
    "minus infinite": f"{LEVER}=-Infinity",
    "beyond floats": f"{LEVER}=1e999",
    "words": f"{LEVER}=hard",
    "nothing": f"{LEVER}=",
    "no equals sign": LEVER,
    "no name": "=1",
    "only ampersands": "&&&&",
    "twice": f"{LEVER}=1&{LEVER}=1",
    "twice the preset": "scenario=high-pressure&scenario=california-2017",
    "long value": f"{LEVER}={LONG}",
    "long name": f"{LONG}=1",
    "NUL": f"{LEVER}=1%00",
    "line break": f"{LEVER}=1%0d%0aSet-Cookie:%20a=b",
    "broken per cent": f"{LEVER}=%",
    "half per cent": f"{LEVER}=%zz",
    "not UTF-8": f"{LEVER}=%ff%fe",
    "unicode": f"{LEVER}=%E2%91%A0",
    "unicode name": "%F0%9F%92%A3=1",
    "list": f"{LEVER}=[1,2]",
    "mapping": f"{LEVER}={{2018-07:%201}}",
    "yaml tag": f"{LEVER}=!!python/object:os.system",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E=1",
    "template": f"{LEVER}={{{{7*7}}}}",
    "start before the horizon": "start=1999-01",
    "start that is no month": "start=2018-13",
    "start with more": "start=2018-07-01",
    "ten thousand": "&".join(f"a{number}=1" for number in range(10_000)),
    "hidden name": "__class__=1",
    "two dots": "..=1",
}


def answered(raw: bytes) -> tuple[int, dict[str, str], bytes]:
    """Take a raw response apart."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(lines[0].split()[1]), headers, body


@pytest.fixture(scope="module")
def port(live_address: str) -> int:
    return int(live_address.rsplit(":", 1)[1].strip("/"))


@pytest.fixture
def send(port: int):
    """Send bytes as they are, and take the answer apart."""

    def sent(request: bytes, more: bool = True) -> tuple[int, dict[str, str], bytes]:
        with socket.create_connection(("127.0.0.1", port), 20) as line:
            line.sendall(request)
            if not more:
                line.shutdown(socket.SHUT_WR)
            found = b"".join(iter(lambda: line.recv(65_536), b""))
        return answered(found)

    return sent


@pytest.fixture
def ask(port: int, send):
    """Ask for a target exactly as it is written."""

    def asked(target: str, method: str = "GET", host: str | None = None, body: bytes = b""):
        name = host if host is not None else f"127.0.0.1:{port}"
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {target} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n{length}\r\n"
        return send(head.encode("latin-1") + body)

    return asked


def refuses(found: tuple[int, dict[str, str], bytes]) -> list[dict[str, str]]:
    """Hold a refusal against what every refusal is, and give its problems."""
    status, headers, body = found
    assert 400 <= status < 500, (status, body[:300])
    assert headers["content-type"].startswith("application/json")
    text = body.decode()
    assert not any(trace in text for trace in TRACES)
    assert len(text) < 5_000
    problems = json.loads(text)["problems"]
    assert problems and all({"place", "found", "allowed", "nearest"} <= set(each) for each in problems)
    return problems


@pytest.mark.parametrize("query", BAD.values(), ids=BAD)
def test_a_hostile_question_gets_a_short_refusal_and_the_next_one_an_answer(ask, query: str) -> None:
    assert refuses(ask(f"/api/run?{query}"))
    status, _, body = ask("/api/run")
    assert status == 200 and json.loads(body)["setting"]["moved"] == {}


@pytest.mark.parametrize("path", ["/api/why", "/api/district", "/api/plane"])
@pytest.mark.parametrize("name", ["unknown path", "ten thousand", "not UTF-8", "NUL"])
def test_every_question_is_read_as_strictly(ask, path: str, name: str) -> None:
    if path == "/api/plane" and name == "unknown path":
        pytest.skip("the plane is not asked about a setting")
    assert refuses(ask(f"{path}?{BAD[name]}"))


def test_a_refusal_names_the_lever_that_was_meant(ask) -> None:
    assert [each["nearest"] for each in refuses(ask(f"/api/run?{BAD['nearly a path']}"))] == [LEVER]


def test_a_value_out_of_range_is_told_with_what_is_allowed(ask) -> None:
    (problem,) = refuses(ask(f"/api/run?{BAD['too high']}"))
    assert problem["place"] == LEVER and "99" in problem["found"] and "2" in problem["allowed"]


@pytest.mark.parametrize("code", ["", "1", "../../etc/passwd", "%00", "9" * 14, "1&code=2"])
def test_a_district_that_is_not_there_is_refused(ask, code: str) -> None:
    assert refuses(ask(f"/api/district?code={code}"))


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/api",
        "/api/",
        "/web/",
        "/web/none.js",
        "/web/../server.py",
        "/web/..%2fserver.py",
        "/web/%2e%2e/server.py",
        "/web/..%5cserver.py",
        "/web/%00.js",
        "/web//etc/passwd",
        "/web/index.html/../../server.py",
        "/../../../../etc/passwd",
        "//etc/passwd",
        "/%ff",
        "/" + LONG,
    ],
)
def test_only_the_pages_own_files_are_served(ask, path: str) -> None:
    refuses(ask(path))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/api/run", "/web/stat.js"])
def test_nothing_but_reading_is_allowed(ask, path: str, method: str) -> None:
    status, headers, body = ask(path, method, body=b"x" * 100)
    assert status == 405
    refuses((status, headers, body))


def test_head_gets_the_headers_without_a_body(ask) -> None:
    status, headers, body = ask("/api/run", "HEAD")
    assert status in (200, 405) and body == b""
    assert "content-security-policy" in headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", "", "[::2]"])
def test_another_name_of_this_machine_is_refused(ask, port: int, host: str) -> None:
    # A page of somebody else whose name is pointed at this machine must not read what is served here.
    for path in ("/", "/api/run", "/engine.js"):
        assert refuses(ask(path, host=host))
    assert ask("/api/run", host=f"localhost:{port}")[0] == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET /api/run?a=\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /api/run?a=\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /api/run HTTP/1.1\r\n\r\n",
        b"GET /api/run HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"",
    ],
)
def test_what_is_not_even_a_question_does_no_harm(send, ask, raw: bytes) -> None:
    try:
        status, _, body = send(raw, more=False)
    except (ConnectionError, IndexError, ValueError):
        pass  # the line was closed, which is an answer too
    else:
        assert 400 <= status < 500 and not any(trace in body.decode("latin-1") for trace in TRACES)
    assert ask("/api/run")[0] == 200


def test_every_response_keeps_the_browser_strict(ask) -> None:
    paths = ("/", "/engine.js", "/web/stat.js", "/web/style.css", "/api/run", "/api/plane", "/nothing", "/api/run?a=b")
    for path in paths:
        status, headers, _ = ask(path)
        assert status in (200, 400, 404), path
        policy = headers["content-security-policy"]
        said = dict(part.split(" ", 1) for part in map(str.strip, policy.split(";")) if part)
        assert {name: said.get(name) for name in STRICT} == STRICT, path
        assert "unsafe" not in policy and "http" not in policy
        assert headers["x-content-type-options"] == "nosniff", path
        assert "access-control-allow-origin" not in headers
    for path in ("/", "/api/run"):
        headers = ask(path, host="evil.example")[1]
        assert "content-security-policy" in headers and headers["x-content-type-options"] == "nosniff"


def test_only_this_machine_can_reach_it(live_address: str, port: int) -> None:
    listening = [
        each.laddr
        for process in psutil.process_iter()
        if process.pid != os.getpid()
        for each in _connections(process)
        if each.status == psutil.CONN_LISTEN and each.laddr.port == port
    ]
    assert listening and {each.ip for each in listening} == {"127.0.0.1"}
    with pytest.raises(OSError):
        socket.create_connection((_own_address(), port), 2).close()


def _connections(process: psutil.Process) -> list:
    try:
        return process.net_connections("inet")
    except psutil.Error:
        return []


def _own_address() -> str:
    """Give an address by which others reach this machine, and another loopback address where there is none."""
    for each in psutil.net_if_addrs().values():
        for address in each:
            if address.family == socket.AF_INET and not address.address.startswith("127."):
                return address.address
    return "127.0.0.2"


def test_the_same_question_has_the_same_answer_and_pairs_may_come_in_any_order(live_address: str) -> None:
    with httpx2.Client(base_url=live_address, timeout=60) as client:
        one = client.get(f"/api/run?start=2018-07&{LEVER}=1.2&support.coe_coach_days=30").json()
        two = client.get(f"/api/run?support.coe_coach_days=3e1&{LEVER}=1.20&start=2018-07").json()
    assert one["key"] == two["key"] and one["answer"] == two["answer"]


def test_many_questions_at_once_each_get_their_own_answer(live_address: str) -> None:
    values = [round(0.05 * place, 2) for place in range(20)] * 2

    def asked(value: float) -> tuple[float, list[int]]:
        found = httpx2.get(f"{live_address}api/run?start=2018-07&{LEVER}={value}", timeout=60).json()
        return found["setting"]["moved"].get(LEVER), found["answer"]["series"]

    with ThreadPoolExecutor(12) as pool:
        together = list(pool.map(asked, values))
    assert [value for value, _ in together] == values
    assert [series for _, series in together[:20]] == [series for _, series in together[20:]]
    assert len({tuple(series) for _, series in together}) == 20


def test_a_client_that_leaves_in_the_middle_does_not_stop_the_others(port: int, ask) -> None:
    for place in range(5):
        with socket.create_connection(("127.0.0.1", port), 20) as line:
            line.sendall(f"GET /api/run?{LEVER}=1.{place}1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    began = time.monotonic()
    assert ask("/api/run")[0] == 200
    assert time.monotonic() - began < 60
