"""Colours that can be read, and signs that mean the same without them."""

from __future__ import annotations

from itertools import product

import pytest
from textual.theme import Theme

from spacetui import text
from spacetui.hub.terms import SpaceStage
from spacetui.ui import theme
from spacetui.ui.glyphs import KINDS_IN_ORDER, Glyphs, stage_tone, stage_word
from spacetui.ui.theme import TONES, Tones

BACKGROUNDS = ("ground", "bar", "cursor", "rest")
INKS = [name for name in Tones.__annotations__ if name not in BACKGROUNDS] + ["unknown"]
GLYPHS = [name for name, value in vars(Glyphs).items() if isinstance(value, property)]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", TONES)
def test_every_tone_can_be_read_on_every_background(name: str) -> None:
    tones = TONES[name]
    pairs = product(INKS, BACKGROUNDS)
    faint = {
        (ink, ground): round(contrast(getattr(tones, ink), getattr(tones, ground)), 2)
        for ink, ground in pairs
        if contrast(getattr(tones, ink), getattr(tones, ground)) < 4.5
    }
    assert not faint


@pytest.mark.parametrize("name", TONES)
def test_a_focused_button_can_be_read(name: str) -> None:
    tones = TONES[name]
    assert contrast(tones.ground, tones.accent) >= 4.5


@pytest.mark.parametrize("name", TONES)
def test_failed_running_and_moving_are_told_apart_by_their_colour_as_well(name: str) -> None:
    tones = TONES[name]
    assert len({tones.running, tones.moving, tones.failed, tones.idle, tones.warning, tones.text}) == 6


@pytest.mark.parametrize("stage", SpaceStage)
def test_every_known_stage_has_a_glyph_a_tone_and_a_word_that_fits_its_column(stage: SpaceStage) -> None:
    for glyphs in (Glyphs(), Glyphs(ascii=True)):
        assert text.width(glyphs.stage(stage, stage.kind)) == 1
    assert 0 < text.width(stage_word(stage)) <= 11
    assert stage_tone(stage, stage.kind) in INKS


def test_an_unknown_stage_has_them_too() -> None:
    stage = SpaceStage("HIBERNATING_NOW")
    assert Glyphs().stage(stage, stage.kind) == "?"
    assert stage_word(stage) == "HIBERNATING_NOW"
    assert stage_tone(stage, stage.kind) in INKS


def test_stages_of_different_meaning_have_different_glyphs() -> None:
    meanings = {(stage.kind, "PAUSED" if stage == "PAUSED" else "") for stage in SpaceStage}
    for glyphs in (Glyphs(), Glyphs(ascii=True)):
        shown = {glyphs.stage("PAUSED" if special else "OTHER", kind) for kind, special in meanings}
        assert len(shown) == len(meanings)


def test_the_ascii_set_is_ascii_and_both_sets_are_as_wide_as_they_are_long() -> None:
    assert GLYPHS
    for name in GLYPHS:
        plain, rich = getattr(Glyphs(ascii=True), name), getattr(Glyphs(), name)
        assert plain.isascii() and plain.isprintable(), name
        assert text.width(plain) == len(plain), name
        assert text.width(rich) == 1, name
        assert name == "arrow" or len(plain) == 1, name
    for kind in KINDS_IN_ORDER:
        assert Glyphs(ascii=True).kind(kind).isascii()


@pytest.mark.parametrize("ours", theme.themes(), ids=lambda ours: ours.name)
def test_each_theme_is_our_own_and_no_terminal_palette(ours: Theme) -> None:
    assert not ours.ansi
    assert ours.background == TONES[ours.name].ground
