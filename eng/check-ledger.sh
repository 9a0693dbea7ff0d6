#!/usr/bin/env bash
# Exports the books of a till's day, of an imported history and of the program that uses every command, and lets hledger
# prove them: declared accounts and commodities, order, every transaction balanced, every balance as the engine states it.
# Comes after eng/check-packages.sh, which leaves that program's file behind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/need.sh
need hledger hledger

fail() { echo "error: $*" >&2; exit 1; }
pos() { dotnet "$pos_dll" "$@"; }

pos_dll="$PWD/samples/Pos/bin/Release/net10.0/Pos.dll"
work="$PWD/artifacts/ledger"
rm -rf "$work"
mkdir -p "$work"

# balance FILE ACCOUNT: what hledger says, without trailing zeros; an account it does not show is at zero.
balance() {
  local said
  said=$(sed -n "s/^\"$2\",\"\(-\?[0-9.]*\).*/\1/p" "$1")
  case $said in *.*) said=$(echo "$said" | sed 's/0*$//; s/\.$//') ;; esac
  echo "${said:-0}"
}

# stated JSON NAME: one figure of the balance in a statement's own account, not in those beside it.
stated() { echo "${1%%,\"beside\":*}" | sed -n "s/.*\"balance\":{[^}]*\"$2\":\"\([^\"]*\)\".*/\1/p"; }

# prove FILE ORGANISATION...: exports a file and proves it, with the balances of the first members of each organisation.
prove() {
  local data=$1 books="$1.journal" sums="$1.csv"
  shift
  local proof members
  proof=$(pos verify --data "$data")
  members=$(echo "$proof" | sed -n 's/.*"members":\([0-9]*\).*/\1/p')
  pos export --format hledger --out "$books" --data "$data" "${export_of[@]}"
  hledger -f "$books" check --strict ordereddates || fail "hledger does not accept $books"
  [ "$(grep -c ' balance of member ' "$books")" = "$members" ] || fail "$books does not tell of $members members"

  hledger -f "$books" balance --flat --no-total -O csv > "$sums"
  local shop member statement compared=0
  for shop in "$@"; do
    for member in $(sed -n "s/^account assets:$shop:\([0-9]*\):available$/\1/p" "$books" | head -6); do
      statement=$(pos statement --member "$member" --organisation "$shop" --data "$data" --json)
      [ "$(balance "$sums" "assets:$shop:$member:available")" = "$(stated "$statement" available)" ] || fail "available of $shop $member differs"
      [ "$(balance "$sums" "assets:$shop:$member:promised")" = "$(stated "$statement" promised)" ] || fail "promised of $shop $member differs"
      [ "$(balance "$sums" "assets:$shop:$member:held")" = "$(stated "$statement" held)" ] || fail "held of $shop $member differs"
      [ "$(balance "$sums" "liabilities:$shop:$member:debt" | tr -d -)" = "$(stated "$statement" debt)" ] || fail "debt of $shop $member differs"
      compared=$((compared + 1))
    done
  done
  [ "$compared" -gt 0 ] || fail "no member of $data was compared"

  # What hledger would not notice would prove nothing: one transaction less must be found.
  awk -v RS= -v ORS='\n\n' '/ Sale of member / && !lost { lost = 1; next } { print }' "$books" > "$books.lost"
  if hledger -f "$books.lost" check --strict ordereddates >/dev/null 2>&1; then fail "hledger does not miss a lost sale in $books"; fi
  echo "$(basename "$books"): $members members proved, $compared compared with their statements"
}

export_of=()
pos --json --data "$work/till.db" >/dev/null
pos generate --bills 3000 --out "$work/shop.csv"
pos import "$work/shop.csv" --columns member=member,bill=bill,time=time,store=store,sku=sku,quantity=quantity,amount=amount,discount=discount \
  --zone Europe/London --currency GBP --json --data "$work/till.db" | tail -n 1
prove "$work/till.db" acme shop

# Two programs with currencies of their own: each in accounts of its own.
printf '%s\n' 'enrol +447700900199 Mia Berg' 'BOOK-42 x2 @100.00' 'pay' 'enrol +447700900198 Bo Ek' 'BOOK-42 @40.00' 'pay' 'return T-07/000001 1x1' 'points 3' 'BOOK-42 @10.00' 'pay' \
  | pos till --program tests/Pos.Tests/Till/two-programs.json --data "$work/two.db" >/dev/null
prove "$work/two.db" acme
for account in acme:travel:1 acme:travel:Miles:1 acme:Gold_stars:2; do
  grep -q "^account assets:$account:available$" "$work/two.db.journal" || fail "two.db.journal has no account of $account"
done

cp artifacts/consumers/data/ahead.db "$work/every-command.db"
export_of=(--organisation acme)
prove "$work/every-command.db" acme
