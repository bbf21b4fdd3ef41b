"""Templates of users: what they may do, and that everything else ends in two plain lines."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from briefing.errors import RenderError
from briefing.renderers.sandbox import MAX_SOURCE, render_text

LIMITS = {"steps": 100_000, "characters": 5_000_000, "filters": {"shout": str.upper}}


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    parts: tuple[str, ...] = ()


VALUES = {"title": "AT&T <b>", "count": 3, "things": (Thing("one", ("a", "b")), Thing("two"))}


def fill(template: str) -> str:
    return render_text(template.encode(), VALUES, name="page.html", **LIMITS)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ title }}", "AT&amp;T &lt;b&gt;"),
        ("{% for t in things %}{{ t.name }}{{ ', ' if not loop.last }}{% endfor %}", "one, two"),
        ("{% for t in things if t.parts %}{{ t.parts | join('&') }}{% endfor %}", "a&amp;b"),
        ("{{ 'a' ~ count ~ title }}", "a3AT&amp;T &lt;b&gt;"),
        ("{{ count + 1 }} {{ count * 2 }} {{ count % 2 }}", "4 6 1"),
        ("{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(title) }}", "<i>AT&amp;T &lt;b&gt;</i>"),
        ("{% for a, b in [('x', 1)] %}{{ a }}{{ b }}{% endfor %}", "x1"),
        ("{{ things | length }}{{ things | map(attribute='name') | join }}", "2onetwo"),
        ("{{ title if title is defined else 'none' }}", "AT&amp;T &lt;b&gt;"),
        ("{% if nothing is defined %}x{% endif %}", ""),
        ("{{ (things | first).name }}", "one"),
        ("{% for t in things recursive %}{{ t.name }}{% endfor %}", "onetwo"),
        ("\ufeff{{ count }}", "3"),
        ("{{ 'a&b' | shout }}", "A&amp;B"),
    ],
)
def test_what_a_template_may_do(template: str, expected: str) -> None:
    assert fill(template) == expected


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ titel }}", "'titel' does not exist; did you mean 'title'?"),
        ("{{ things[0].nmae }}", "'nmae' does not exist; did you mean 'name'?"),
        ("{{ things[0].wrong }}", "there are: name, parts"),
        ("line\n{% for x in %}", "line 2"),
        ("{{ title | safe }}", "No filter named 'safe'"),
        ("{{ title.__class__ }}", "unsafe"),
        ("{{ title.__class__.__mro__ }}", "unsafe"),
        ("{{ ''.join.__globals__ }}", "unsafe"),
        ("{{ title.upper() }}", "nothing but a macro"),
        ("{{ things[0].__init__.__globals__ }}", "unsafe"),
        ("{{ things[0]['__class__'] }}", "unsafe"),
        ("{{ things | map(attribute='__class__') | list | first }}", "unsafe"),
        ("{{ '{0.__class__}'.format(title) }}", "nothing but a macro"),
        ("{{ cycler.__init__ }}", "unsafe"),
        ("{{ range(10) }}", "nothing but a macro"),
        ("{{ lipsum() }}", "nothing but a macro"),
        ("{{ self.__init__ }}", "unsafe"),
        ("{{ 'a' * 1000000000 }}", "for numbers alone"),
        ("{{ 9 ** 999999999 }}", "for numbers alone"),
        ("{{ '%999999999d' % 1 }}", "for numbers alone"),
        ("{{ things }}", "tuple is no word and no number"),
        ("{{ things[0] }}", "Thing is no word and no number"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{% import 'os' as os %}", "no loader"),
        ("{% extends 'base.html' %}", "no loader"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ count < title }}", "not supported"),
        ("{{ 'a' | round }}", "page.html"),
        ("{{ (((((((((((((((((" * 3, "line 1"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself without an end"),
        ("{% for a in things recursive %}{{ loop(things) }}{% endfor %}", "without an end"),
    ],
)
def test_what_it_may_not_do_is_said_in_one_line(template: str, said: str) -> None:
    with pytest.raises(RenderError) as caught:
        fill(template)
    assert said in caught.value.message
    assert caught.value.message.startswith("page.html")
    assert "\n" not in caught.value.message
    assert caught.value.remedy


def test_a_loop_without_an_end_is_stopped() -> None:
    ten = "[1,2,3,4,5,6,7,8,9,0]"
    template = "".join(f"{{% for x{n} in {ten} %}}" for n in range(12)) + "{% endfor %}" * 12
    with pytest.raises(RenderError, match="more than 100,000 steps"):
        fill(template)


def test_a_macro_that_calls_itself_twice_is_stopped() -> None:
    with pytest.raises(RenderError, match=r"steps|without an end"):
        fill(
            "{% macro m(n) %}{% if n %}{% set x = m(n - 1) %}{% set x = m(n - 1) %}{% endif %}{% endmacro %}{{ m(60) }}"
        )


@pytest.mark.parametrize(
    "twice", ["{% set x = x ~ x %}", "{% set x = [x, x] | join %}", "{% set x %}{{ x }}{{ x }}{% endset %}"]
)
def test_a_text_that_doubles_itself_is_stopped(twice: str) -> None:
    with pytest.raises(RenderError, match="more than 5,000,000 characters"):
        fill("{% set x = 'a thousand words' %}" + twice * 40 + "{{ x }}")


def test_bytes_that_are_no_template() -> None:
    with pytest.raises(RenderError, match="UTF-8"):
        render_text(b"\xff\xfe", {}, name="page.html", **LIMITS)
    with pytest.raises(RenderError, match="bytes"):
        render_text(b" " * (MAX_SOURCE + 1), {}, name="page.html", **LIMITS)
