"""Tests of the SDK, without a sandbox: ``python3 -m unittest discover`` in the folder above."""
