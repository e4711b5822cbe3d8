"""What outlives a run: the last picture, in the cache, and what the user chose, in the state folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from spacetui.hub.identifiers import is_space_id
from spacetui.hub.token import fingerprint
from spacetui.live import kept, shelf
from spacetui.live.choices import Choices
from spacetui.live.kept import Makers, Told, Whose, mapping, text, texts
from spacetui.live.shelf import Unusable

if TYPE_CHECKING:
    from pydantic import BaseModel, SecretStr

    from spacetui.live.picture import Picture

M = TypeVar("M", bound="BaseModel")


class Memory:
    """The memory of one session: of an account at an endpoint, or of some authors' Spaces seen without a token.

    Which account a token belongs to is remembered by the token's fingerprint, so that nobody sees a picture under
    another's token. All methods block. What is wrong on disk costs the memory only: `problems` says it in sentences.
    """

    def __init__(
        self,
        cache_dir: Path,
        state_dir: Path,
        endpoint: str,
        token: SecretStr | None,
        authors: Sequence[str] = (),
    ) -> None:
        self._cache_dir = cache_dir
        self._state_dir = state_dir
        self._endpoint = endpoint
        self._authors = tuple(sorted(set(authors)))
        self._fingerprint = None if token is None else fingerprint(token.get_secret_value(), endpoint)
        self._account: str | None = None
        self._noted: tuple[str, str] | None = None
        self.problems: list[str] = []

    def renewed(self, token: SecretStr) -> None:
        """Take up a newer token of the same account."""
        self._fingerprint = fingerprint(token.get_secret_value(), self._endpoint)
        try:
            self._note_account()
        except Unusable as why:
            self._tell(why)

    def last_picture(self) -> Picture | None:
        """The picture that was kept last, as it was but for `connection`: catching up since it was kept."""
        try:
            picture = kept.last(self._cache_dir, self._endpoint, self._fingerprint, self._authors, _models())
        except Unusable as why:
            self._tell(why)
            return None
        if picture is not None and picture.account is not None:
            self._account = picture.account.name
        return picture

    def keep_picture(self, picture: Picture) -> None:
        """Keep a picture, if it is complete and it is known whose it is."""
        account = picture.account.name if picture.account else None
        if not picture.complete or (account is None) is not (self._fingerprint is None):
            return
        self._account = account
        try:
            kept.keep(self._cache_dir, Whose(self._endpoint, account, self._authors), picture)
            self._note_account()
        except Unusable as why:
            self._tell(why)

    def choices(self, account: str) -> Choices:
        """What the user of an account chose."""
        try:
            told = shelf.read(self._choices_file(account)) or {}
        except Unusable as why:
            self._tell(why)
            return Choices()
        owners, muted = mapping(told.get("owners")) or {}, mapping(told.get("muted")) or {}
        return Choices(
            owners={name: wanted for name, wanted in owners.items() if isinstance(wanted, bool)},
            muted={space_id: stage for space_id, stage in muted.items() if text(stage) is not None},
            followed=tuple(each for each in texts(told.get("followed")) if is_space_id(each)),
        )

    def keep_choices(self, account: str, choices: Choices) -> None:
        told = {
            "endpoint": self._endpoint,
            "account": account,
            "owners": dict(choices.owners),
            "muted": dict(choices.muted),
            "followed": list(choices.followed),
        }
        try:
            shelf.write(self._choices_file(account), told)
        except Unusable as why:
            self._tell(why)

    def _choices_file(self, account: str) -> Path:
        return shelf.named(self._state_dir / "choices", self._endpoint, account)

    def _note_account(self) -> None:
        """Once for each token: it moves to the newest of those that are remembered."""
        if self._fingerprint is None or self._account is None:
            return
        if self._noted != (self._fingerprint, self._account):
            kept.note_account(self._cache_dir, self._fingerprint, self._account)
            self._noted = self._fingerprint, self._account

    def _tell(self, why: Unusable) -> None:
        if str(why) not in self.problems:
            self.problems.append(str(why))


def _models() -> Makers:
    from spacetui.hub.models import Account, HardwareInfo, Space, SpaceRuntime

    def through(model: type[M], told: Told) -> M | None:
        try:
            return model.model_validate({**told, "raw": {}}, by_alias=False, by_name=True)
        except ValueError:  # as pydantic's own is
            return None

    return Makers(
        account=lambda told: through(Account, told),
        space=lambda told: through(Space, {**told, "runtime": None}),
        runtime=lambda told: through(SpaceRuntime, told),
        flavor=lambda told: through(HardwareInfo, told),
    )
