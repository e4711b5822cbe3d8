import gc, weakref
from tests.ui.test_another_account import *  # noqa
from tests.ui.test_another_account import switch
from tests.ui import test_another_account as t
for n in list(globals()):
    if n.startswith("test_"): del globals()[n]

async def test_zz_left(cockpit, machine, demo) -> None:
    old = weakref.ref(cockpit.app.session.engine)
    n0 = gc.get_freeze_count()
    other = next(s for s, tk in demo.world.tokens.items() if tk.account != demo.world.tokens[demo.world.token].account)
    await switch(cockpit, machine, other)
    for _ in range(5):
        gc.collect(); await cockpit.pilot.pause(0.05)
    frozen = old() is not None
    gc.unfreeze(); gc.collect()
    print("frozen", frozen, "after unfreeze", old() is not None)
    def tell(o, depth=0, seen=set()):
        for r in gc.get_referrers(o):
            if id(r) in seen or depth > 3 or type(r).__name__ == "frame": continue
            seen.add(id(r)); print("  "*depth, type(r), repr(r)[:150] if not isinstance(r, dict) else list(r)[:8])
            tell(r, depth+1)
    if old() is not None: tell(old())
    assert not frozen
