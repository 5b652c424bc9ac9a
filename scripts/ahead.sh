#!/usr/bin/env bash
# Compiles assemblies of the working directory ahead of time, in place: they keep their IL and get machine code beside it (ReadyToRun).
# Otherwise a service's start spends most of its time in the just-in-time compiler. Used by services/Directory.Build.targets.
#
# Results are cached under the content's hash: packages are compiled once for all services and builds.
set -euo pipefail

if (($# < 4)); then
  echo "Usage: ahead.sh COMPILER CACHE FRAMEWORKS ASSEMBLY... (FRAMEWORKS: the folders of the shared frameworks, separated by colons)" >&2
  exit 2
fi
compiler=$1 cache=$2
IFS=: read -ra frameworks <<<"$3"
shift 3
references=()
for folder in "${frameworks[@]}" "$PWD"; do references+=(-r "$folder/*.dll"); done
# Not every program has every package.
present=()
for assembly; do if [[ -e $assembly ]]; then present+=("$assembly"); fi; done

mkdir -p "$cache/ours"
# Projects are built in parallel.
exec 9>"$cache/lock"
flock 9

version=$(sha256sum <"$compiler" | cut -c 1-16)
while read -r hash assembly; do
  # This one is compiled already.
  if [[ -e $cache/ours/$hash ]]; then continue; fi
  compiled=$cache/$version-$hash.dll
  if [[ -e $compiled ]]; then
    touch "$compiled"
  else
    "$compiler" "$assembly" -o "$compiled.new" "${references[@]}" --targetos linux -O >"$cache/log" 2>&1 ||
      {
        cat "$cache/log" >&2
        exit 1
      }
    touch "$cache/ours/$(sha256sum <"$compiled.new" | cut -d ' ' -f 1)"
    mv "$compiled.new" "$compiled"
  fi
  cp "$compiled" "$assembly.new"
  mv "$assembly.new" "$assembly"
done < <(sha256sum "${present[@]}")

# Earlier builds' own assemblies.
find "$cache" -name '*.dll' -mtime +7 -delete
