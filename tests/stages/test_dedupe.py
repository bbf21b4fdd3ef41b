"""Which articles count as duplicates, which one is kept, and that neither order nor repetition matters."""

from __future__ import annotations

import json
import random
from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.stages.clean import clean
from briefing.stages.dedupe import Body, Deduplicated, deduplicate, find_duplicates, fingerprint
from briefing.stages.segment import segment
from briefing.stages.shingles import candidates, hashed, normalised, resemblance, shingles
from briefing.values import UNDATED, Article, PublicationDate
from tests.stages.articles import SEEDS, article_of, relaxed, seed

DATA = Path(__file__).parents[1] / "data" / "dedupe"
PAIRS = json.loads((DATA / "pairs.json").read_text(encoding="utf-8"))


def run(*articles: Article) -> Deduplicated:
    return deduplicate(articles, {article.id: segment(article, clean(article)) for article in articles})


def on(day: int) -> PublicationDate:
    exact = date(2026, 2, day)
    return PublicationDate(exact, exact, "metadata", f"published: {exact}")


@cache
def body(name: str = "001") -> tuple[str, ...]:
    """The body paragraphs of a seed."""
    article = seed(next(one for one in SEEDS if one.startswith(name)))
    paragraphs: dict[int, list[str]] = {}
    for sentence in segment(article, clean(article)):
        paragraphs.setdefault(sentence.paragraph, []).append(sentence.text)
    return tuple(" ".join(sentences) for sentences in paragraphs.values())


def made(paragraphs: Sequence[str], path: str, day: int | None = None, **known: str) -> Article:
    return article_of("\n".join(paragraphs), path, published=on(day) if day else UNDATED, **known)


def test_the_seeds_all_stay():
    outcome = run(*(seed(name) for name in SEEDS))
    assert len(outcome.kept) == len(SEEDS)
    assert outcome.dropped == ()
    assert outcome.duplicate_of == {}


def test_the_same_text_twice():
    outcome = run(made(body(), "b/2.txt"), made(body(), "b/1.txt"))
    assert [article.id for article in outcome.kept] == ["b/1.txt"]
    assert [(d.article_id, d.stage, d.reason) for d in outcome.dropped] == [
        ("b/2.txt", "deduplicate", "duplicate of b/1.txt (same text)"),
    ]
    assert outcome.duplicate_of == {"b/2.txt": "b/1.txt"}


def test_captions_bylines_and_headlines_do_not_count():
    first = made(["Việt - Lào ký 12 văn kiện", *body(), "Thu Hà"], "a.txt")
    second = made(
        ["Tổng Bí thư hội đàm tại Vientiane", *body(), "Lễ đón tại Vientiane. Ảnh: AFP", "Theo TTXVN"], "b.txt"
    )
    assert run(first, second).dropped[0].reason == "duplicate of a.txt (same text)"


def shorten_lead(paragraphs: Sequence[str]) -> list[str]:
    words = paragraphs[0].split()
    return [" ".join(words[: len(words) // 2]) + ".", *paragraphs[1:]]


EDITS = {
    "lead shortened": shorten_lead,
    "a quarter dropped": lambda paragraphs: [p for at, p in enumerate(paragraphs) if at % 4],
    "half dropped": lambda paragraphs: paragraphs[::2],
    "reordered": lambda paragraphs: paragraphs[::-1],
    "words replaced": lambda paragraphs: [
        p.replace("nhất trí", "thống nhất").replace("hai bên", "đôi bên") for p in paragraphs
    ],
    "a paragraph added": lambda paragraphs: [*paragraphs, *body("004")[:1]],
    "tone marks moved": lambda paragraphs: [p.replace("hòa", "hoà").replace("thỏa", "thoả") for p in paragraphs],
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_edited_copies_are_near_duplicates(edit: str, name: str):
    outcome = run(made(body(name), "a.txt", 5), made(EDITS[edit](body(name)), "b.txt", 6))
    assert len(outcome.kept) == 1


@pytest.mark.parametrize("pair", PAIRS["near_duplicate"], ids=lambda pair: pair["note"])
def test_near_duplicate_pairs(pair: dict[str, str]):
    assert len(run(article_of(pair["first"], "a.txt"), article_of(pair["second"], "b.txt")).kept) == 1


@pytest.mark.parametrize("pair", PAIRS["independent"], ids=lambda pair: pair["note"])
def test_independent_pairs_stay(pair: dict[str, str]):
    assert len(run(article_of(pair["first"], "a.txt"), article_of(pair["second"], "b.txt")).kept) == 2


@pytest.mark.parametrize("pair", PAIRS["known_failure"], ids=lambda pair: pair["note"])
@pytest.mark.xfail(reason="known failure", strict=True)
def test_known_failures(pair: dict[str, str]):
    assert len(run(article_of(pair["first"], "a.txt"), article_of(pair["second"], "b.txt")).kept) == 1


def test_of_equals_the_earliest_exact_date_is_kept():
    nearly = [*body()[:-1], body()[-1].replace("12 văn kiện", "mười hai văn kiện")]
    outcome = run(made(nearly, "a.txt"), made(body(), "b.txt", 6), made(body(), "c.txt", 5))
    assert [article.id for article in outcome.kept] == ["c.txt"]
    assert outcome.duplicate_of == {"a.txt": "c.txt", "b.txt": "c.txt"}
    assert outcome.dropped[0].reason.startswith("near-duplicate of c.txt (similarity 0.9")


def test_of_equals_without_dates_the_longer_is_kept_then_the_first_by_path():
    shorter = [*body()[:-1], " ".join(body()[-1].split()[:-4]) + "."]
    assert run(made(shorter, "a.txt"), made(body(), "b.txt")).kept[0].id == "b.txt"
    swapped = [body()[1], body()[0], *body()[2:]]
    assert run(made(swapped, "b.txt"), made(body(), "a.txt")).kept[0].id == "a.txt"


def test_a_longer_story_that_took_the_earlier_one_over_is_kept():
    outcome = run(made(body("002"), "early.txt", 1), made([*body("002"), *body("004")], "late.txt", 3))
    assert outcome.duplicate_of == {"early.txt": "late.txt"}
    assert outcome.dropped[0].reason == "near-duplicate of late.txt (similarity 1.00)"


def test_of_versions_of_one_story_the_longest_is_kept():
    longer = [*body(), "Chuyến thăm kết thúc tốt đẹp vào chiều cùng ngày tại Vientiane."]
    known = {"title": "Việt - Lào ký 12 văn kiện", "outlet": "VnExpress"}
    first, second = made(body(), "a.txt", 1, **known), made(longer, "b.txt", 2, **known)
    assert run(first, second).duplicate_of == {"a.txt": "b.txt"}
    elsewhere = replace(second, outlet="Dân trí")
    assert run(first, elsewhere).duplicate_of == {"b.txt": "a.txt"}


def test_articles_without_sentences_are_not_each_others_duplicates():
    outcome = run(article_of("", "a.txt"), article_of("Ảnh: TTXVN", "b.txt"), article_of("***", "c.txt"))
    assert len(outcome.kept) == 3


def test_chains_name_an_article_that_is_kept():
    whole = [*body("002"), *body("004")]
    outcome = run(made(body("004")[:5], "short.txt"), made(body("004"), "middle.txt"), made(whole, "long.txt"))
    assert outcome.duplicate_of == {"short.txt": "long.txt", "middle.txt": "long.txt"}


@st.composite
def folders(draw: st.DrawFn) -> list[Article]:
    articles = []
    for number in range(draw(st.integers(0, 7))):
        paragraphs = body(draw(st.sampled_from(["001", "002", "004"])))
        keep = draw(st.lists(st.booleans(), min_size=len(paragraphs), max_size=len(paragraphs)))
        chosen = [p for p, kept in zip(paragraphs, keep, strict=True) if kept or draw(st.booleans())]
        day = draw(st.none() | st.integers(1, 5))
        known = {"title": "Tin", "outlet": "Báo"} if draw(st.booleans()) else {}
        articles.append(made(chosen, f"s/{number}.txt", day, **known))
    return articles


@relaxed
@given(folders(), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_a_second_pass_drops_nothing(articles: list[Article], chance: random.Random):
    sentences = {article.id: segment(article, ()) for article in articles}
    outcome = deduplicate(articles, sentences)
    assert list(outcome.kept) == [article for article in articles if article in outcome.kept]
    assert len(outcome.kept) + len(outcome.dropped) == len(articles)
    assert set(outcome.duplicate_of) == {dropped.article_id for dropped in outcome.dropped}
    assert set(outcome.duplicate_of.values()) <= {article.id for article in outcome.kept}
    shuffled = list(articles)
    chance.shuffle(shuffled)
    again = deduplicate(shuffled, sentences)
    assert again.duplicate_of == outcome.duplicate_of
    assert {d.reason for d in again.dropped} == {d.reason for d in outcome.dropped}
    assert deduplicate(outcome.kept, sentences).dropped == ()


def synthetic(number: int) -> list[str]:
    """An article of its own vocabulary, for folders too large to write."""
    chance = random.Random(number)
    words = [f"từ{chance.randrange(5000)}" for _ in range(240)]
    return [" ".join(words[at : at + 24]).capitalize() + "." for at in range(0, 240, 24)]


def test_large_folders_find_the_same_duplicates():
    """More than 200 articles are compared by sketches; what is planted is found and nothing else."""
    articles = [made(synthetic(number), f"s/{number:04}.txt") for number in range(260)]
    planted = {
        "copies/same.txt": synthetic(7),
        "copies/half.txt": synthetic(30)[::2],
        "copies/shuffled.txt": synthetic(99)[::-1],
        "copies/short.txt": synthetic(120)[:3],
    }
    articles += [made(text, path) for path, text in planted.items()]
    outcome = deduplicate(articles, {article.id: segment(article, ()) for article in articles})
    assert outcome.duplicate_of == {
        "s/0007.txt": "copies/same.txt",
        "copies/half.txt": "s/0030.txt",
        "s/0099.txt": "copies/shuffled.txt",
        "copies/short.txt": "s/0120.txt",
    }


def synthetic_body(texts: list[str], path: str, asked: list[str] | None = None) -> Body:
    """The body as an index gives it; who is asked for shingles goes into `asked`."""
    words = normalised(texts)

    def hashes() -> array[int]:
        if asked is not None:
            asked.append(path)
        return shingles(words)

    return Body(path, date(2026, 2, 1), None, fingerprint(words, hashed(words)), hashes)


def test_asking_for_a_few_gives_what_asking_for_all_gives():
    """Copies, copies of copies, halves and a phrase of the trade, among more articles than are compared in pairs."""
    phrase = "Theo thông tấn xã Việt Nam, sáng nay tại thủ đô Hà Nội đã diễn ra một sự kiện như sau."
    texts = {f"s/{number:04}": [phrase, *synthetic(number)] for number in range(230)}
    chance = random.Random(7)
    for number in range(0, 60, 3):
        one = texts[f"s/{number:04}"]
        texts[f"half/{number:04}"] = one[:5] + synthetic(number + 5000)[5:]
        texts[f"short/{number:04}"] = chance.sample(one, len(one))[1:]
        texts[f"shorter/{number:04}"] = texts[f"short/{number:04}"][1:]
        texts[f"same/{number:04}"] = one
    bodies = [synthetic_body(text, path) for path, text in texts.items()]
    everything = find_duplicates(bodies)
    assert len(everything.duplicate_of) == 60
    for count in (1, 2, 5, 20, 120):
        wanted = set(chance.sample(sorted(texts), count))
        few = find_duplicates(bodies, wanted)
        assert few.duplicate_of == {one: of for one, of in everything.duplicate_of.items() if one in wanted}
        assert few.reasons == {one: why for one, why in everything.reasons.items() if one in wanted}


def test_articles_that_share_half_are_not_looked_at_twice():
    texts = [synthetic(number) + synthetic(number + 7000) for number in range(110)]
    halves = [one[:10] + synthetic(number + 9000) for number, one in enumerate(texts)]
    asked: list[str] = []
    bodies = [synthetic_body(text, f"{number:04}", asked) for number, text in enumerate([*texts, *halves])]
    assert not find_duplicates(bodies).duplicate_of
    assert len(set(asked)) < len(bodies) / 3
    assert not find_duplicates(bodies, {"0000", "0150"}).duplicate_of


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=12).map(tuple), max_size=6))
def test_no_shingle_reaches_over_the_end_of_a_sentence(sentences: list[tuple[str, ...]]):
    runs = {words[at : at + 5] for words in sentences for at in range(max(1, len(words) - 4))}
    assert len(hashed(sentences)) == len(runs)
    assert hashed(sentences) == {one for words in sentences for one in hashed([words])}


def test_sketches_find_what_comparing_all_pairs_finds():
    texts = [body(name[:3])[start::step] for name in SEEDS for step in (1, 2, 3) for start in range(step)]
    sets = [shingles(normalised(text)) for text in texts]
    wanted = {(i, j) for j in range(len(sets)) for i in range(j) if max(resemblance(sets[i], sets[j])[1:]) >= 0.8}
    assert wanted
    assert wanted <= set(candidates(sets, 0.8))


def test_dates_beyond_the_exact_do_not_count():
    interval = PublicationDate(None, date(2026, 1, 1) + timedelta(days=1), "inference", "")
    vague = replace(made(body(), "a.txt"), published=interval)
    assert run(vague, made(body(), "b.txt", 9)).duplicate_of == {"a.txt": "b.txt"}
