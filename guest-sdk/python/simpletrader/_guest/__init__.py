"""The inside of a component: the way from the toolchain's bindings to the author's worker and back.

No part of the SDK's interface. ``wit_world`` is the toolchain's: it makes that package from the contract while it builds, with
exactly the interfaces of the worker's world. So there is a module here for each category, which the toolchain takes as the
component's own module, and everything that names an interface is imported by the categories that have it.

The toolchain makes a fresh object for every call; the author's instance is kept in :mod:`simpletrader._guest.instance`.
"""
