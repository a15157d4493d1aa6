"""What the Python drivers share: runs an SDK's calls and prints how each went, one line a call."""
import base64
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ["DUBASH_URL"]
KEY = os.environ["DUBASH_KEY"]
SECRET = os.environ["DUBASH_SECRET"]


def say(name, outcome, detail=""):
    text = re.sub(r"\s+", " ", str(detail)).strip()
    print("\t".join(["call", name, outcome, text[:300]]), flush=True)


def describe(error):
    status = getattr(error, "status", None)
    body = getattr(error, "body", None) or error
    return f"{type(error).__name__}{f' ({status})' if status else ''}: {body}"


def read(value, field):
    if isinstance(value, str):
        value = json.loads(value)
    for part in field.split("__"):
        if isinstance(value, list):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            value = getattr(value, part)
    return getattr(value, "value", value)


def call(name, act, /, **expected):
    """Runs `act`; each expectation names a field of its result (`a__0__b` goes inside)."""
    try:
        result = act()
        for field, wanted in expected.items():
            found = read(result, field)
            if not (wanted(found) if callable(wanted) else found == wanted):
                shown = "" if callable(wanted) else f", not {wanted!r}"
                say(name, "differs", f"{field} is {found!r}{shown}")
                return result
        say(name, "works")
        return result
    except Exception as error:  # whatever an SDK throws is what we want to tell
        say(name, "differs", describe(error))
        return None


def refused(name, act, *words):
    """The call must be refused, with all of `words` in what the SDK throws."""
    try:
        result = act()
    except Exception as error:
        text = describe(error)
        missing = [word for word in words if word not in text]
        say(name, "differs" if missing else "works", text if missing else "")
        return
    say(name, "differs", f"was not refused: {result}")


def beyond(name, act, *words):
    """A call outside what we promise: it may be refused as the gateway refuses an unknown URL."""
    try:
        act()
        say(name, "works")
    except Exception as error:
        text = describe(error)
        known = all(word in text for word in words)
        say(name, "not supported" if known else "differs", "" if known else text)


def control(path, **body):
    """One of Dubash's test controls."""
    token = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    headers = {"authorization": f"Basic {token}", "content-type": "application/json"}
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/sandbox/{path}", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"/sandbox/{path}: {error.read().decode()}") from error


def pay(order, method="card", **more):
    """Pays an order as its customer; returns the payment, or nothing when that fails."""
    try:
        return control("pay", order=order, method=method, **more)
    except RuntimeError as error:
        say("the customer's payment", "differs", error)
        return {"id": None, "number": None}


def browse(url, form=None):
    """What a browser gets that opens a page or sends a form."""
    data = None if form is None else urllib.parse.urlencode(form).encode()
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, data), timeout=20)
    except urllib.error.HTTPError as error:
        answer = error  # a browser shows these pages too
    with answer:
        return answer.geturl(), answer.read().decode()


def fields(page):
    """The inputs of a page's form, by name."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{word}="([^"]*)"', tag) for word in ("name", "value"))
        if name:
            found[name[1]] = value[1] if value else ""
    return found
