"""``python -m lumpbayes`` is the same as ``lumpbayes``."""

from lumpbayes.cli import main

raise SystemExit(main())
