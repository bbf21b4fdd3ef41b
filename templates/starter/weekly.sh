#!/bin/sh
# The weekly routine: fetch what is new, then write the memo of last week, Monday to Sunday.
# Where nothing is new the second command says so and ends with 3; no memo is written.
set -u
cd "$(dirname "$0")/.." || exit 1
BRIEFING=@PROGRAM_SH@
"$BRIEFING" fetch --list fetch.txt --into sources || echo "weekly: not everything could be fetched; going on" >&2
exec "$BRIEFING" run sources --week last --new-since last
