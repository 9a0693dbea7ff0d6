#!/usr/bin/env bash
# Packs what was built (dotnet build -c Release comes first) and uses the packages as strangers do: a till on each store, a
# store of one's own held against the contract of Loyalty.Testing, and a program compiled ahead of time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/need.sh

fail() { echo "error: $*" >&2; exit 1; }
step() { echo "-- $*"; }

packages="$PWD/artifacts/packages"
work="$PWD/artifacts/consumers"
feed=(-warnaserror "-warnnotaserror:NU1603;NU1901;NU1902;NU1903;NU1904" --tl:off)
# Packages of an earlier run would hide those of this one; what others made may stay.
rm -rf "$packages" "$work"/cache/loyalty.* "$work"/data "$work"/ahead "$work"/symbols tests/Consumers/*/bin tests/Consumers/*/obj
mkdir -p "$packages" "$work/data"

step "pack"
dotnet pack Loyalty.sln -c Release --no-build -o "$packages" -warnaserror --tl:off -v:q </dev/null

names=()
for project in src/*/*.csproj; do
  if [ "$(dotnet msbuild "$project" -getProperty:IsPackable </dev/null)" = true ]; then names+=("$(basename "$project" .csproj)"); fi
done
export LoyaltyPackages LoyaltyVersion
LoyaltyPackages=$(IFS=';'; echo "${names[*]}")
LoyaltyVersion=$(find "$packages" -name 'Loyalty.Core.*.nupkg' -printf '%f\n' | sed 's/^Loyalty\.Core\.\(.*\)\.nupkg$/\1/')
[ -n "$LoyaltyVersion" ] || fail "Loyalty.Core was not packed"

# Consumers have a cache of their own, so that nothing packed here stays behind on the machine.
shared=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
feed+=("-p:RestoreFallbackFolders=$shared")
export NUGET_PACKAGES="$work/cache"

step "what the packages of $LoyaltyVersion hold"
need unzip
repository=$(dotnet msbuild src/Loyalty.Core -getProperty:RepositoryUrl </dev/null)
[[ "$repository" == https://* ]] || fail "the source is published nowhere: '$repository'"
commit=$(git rev-parse HEAD)
dotnet restore tests/Consumers/Shelf "${feed[@]}" -v:q </dev/null
for name in "${names[@]}"; do
  folder="$NUGET_PACKAGES/${name,,}/$LoyaltyVersion"
  cmp -s "$folder/${name,,}.$LoyaltyVersion.nupkg" "$packages/$name.$LoyaltyVersion.nupkg" || fail "$name came from somewhere else"
  for file in README.md THIRD-PARTY-NOTICES.md "lib/net10.0/$name.dll" "lib/net10.0/$name.xml"; do
    [ -s "$folder/$file" ] || fail "$name has no $file"
  done
  [ -s "$packages/$name.$LoyaltyVersion.snupkg" ] || fail "$name has no symbols"
  grep -q '<license type="expression">MIT</license>' "$folder"/*.nuspec || fail "$name names no licence"
  grep -q '<readme>README.md</readme>' "$folder"/*.nuspec || fail "$name shows no readme"
  grep -q "<repository type=\"git\" url=\"$repository[^\"]*\"[^>]* commit=\"$commit\"" "$folder"/*.nuspec || fail "$name does not say where its source is"
  # The symbols say of every file where it is, at that commit; what is in no commit they hold themselves.
  unzip -qo "$packages/$name.$LoyaltyVersion.snupkg" "lib/net10.0/$name.pdb" -d "$work/symbols" || fail "the symbols of $name are not in its package"
  grep -aoE '\{"documents":\{[^}]*\}\}' "$work/symbols/lib/net10.0/$name.pdb" | grep -qF "\"https://raw.githubusercontent.com/${repository#https://github.com/}/$commit/*\"" || fail "the symbols of $name lead to no source"
  # A path of the machine that built it would make two builds differ.
  if grep -aqF "$PWD" "$folder/lib/net10.0/$name.dll" "$work/symbols/lib/net10.0/$name.pdb" "$folder"/*.nuspec; then fail "$name holds a path of this machine"; fi
  echo "$name: dll, documentation, symbols that lead to the source, readme, licence, notices"
done

step "a till that has only the packages, in a folder that is in no repository"
outside=$(mktemp -d)
trap 'rm -rf "$outside"' EXIT
cp -r tests/Consumers/Till tests/Consumers/Directory.* tests/Consumers/nuget.config "$outside"
sed -i "s|value=\"[^\"]*\"|value=\"$packages\"|" "$outside/nuget.config"
dotnet build "$outside/Till" -c Release "${feed[@]}" -v:q </dev/null
for store in sqlite litedb; do
  said=$(dotnet "$outside/Till/bin/Release/net10.0/Till.dll" "$store" "$work/data/till-$store.db")
  echo "$store: $said"
  [ "$said" = "Anna earned 270 and has 270 points; 0 violations" ] || fail "the till on $store says something else"
done

step "a store of one's own, held against the contract"
dotnet build tests/Consumers/Adapter -c Release "${feed[@]}" -v:q </dev/null
dotnet tests/Consumers/Adapter/bin/Release/net10.0/Adapter.dll || fail "the contract was not kept, or a broken store was not found out"

step "a program compiled ahead of time"
linker=clang
if ! has clang && has gcc; then linker=gcc; fi
need "$linker" clang
need /usr/include/zlib.h zlib1g-dev
runtime=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -1)
dotnet publish tests/Consumers/Ahead -c Release -r "$runtime" -o "$work/ahead" "-p:CppCompilerAndLinker=$linker" "${feed[@]}" -v:m </dev/null | tee "$work/ahead.log"
if grep -E 'warning (IL|NETSDK)' "$work/ahead.log"; then fail "the publish warns"; fi
[ ! -e "$work/ahead/Loyalty.Core.dll" ] || fail "this is not one native program"
"$work/ahead/Ahead" "$work/data/ahead.db" "$work/ahead/program.json" "$work/data/conditions.db" "$work/ahead/conditions.json" || fail "the native program did not do as expected"
