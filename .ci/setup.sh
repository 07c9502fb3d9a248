# Shell functions that ./quickstart, load-tests/fanout, load-tests/run and ./test share: installing what is missing,
# running Maven quietly, and building a program once. They expect to be called at the project's root.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }

fail() { # SENTENCE…: says it and ends
  printf '%s\n' "$*" >&2
  exit 1
}

# ---------------------------------------------------------------------------------------------- what must be installed

java17() { # prints the home of a JDK 17, if there is one
  local home
  for home in "${JAVA_HOME:-}" "${FANFARE_JAVA17_HOME:-}" /usr/lib/jvm/*; do
    if [ -x "$home/bin/javac" ] && grep -qs '^JAVA_VERSION="17' "$home/release"; then
      printf '%s\n' "$home"
      return
    fi
  done
  return 1
}

installed() { # PACKAGE: whether what we want from it is there, wherever it came from
  case $1 in
    openjdk-17-jdk-headless) java17 >/dev/null ;;
    iproute2) command -v ip >/dev/null ;;
    maven) command -v mvn >/dev/null ;;
    nodejs) command -v node >/dev/null ;;
    python3-slixmpp) /usr/bin/python3 -c 'import slixmpp' 2>/dev/null ;;
    *) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || [ -x "/usr/sbin/${1}ctl" ] ;;
  esac
}

install() { # PACKAGE…: those that are missing, with apt; afterwards JAVA_HOME is a JDK 17
  local package missing=()
  for package in "$@"; do
    installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || install_with_apt "${missing[@]}"
  JAVA_HOME=$(java17) || fail "No JDK 17 here, and Cassandra runs on no other: install one and set JAVA_HOME to it."
  export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
}

install_with_apt() { # PACKAGE…
  local as_root=()
  command -v apt-get >/dev/null ||
    fail "Missing here: $* (as Debian calls them). Install them with this system's package manager and try again."
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "As root, please: apt-get install --no-install-recommends $*"
    as_root=(sudo)
    [ -t 0 ] || as_root=(sudo -n)
  fi
  mkdir -p target
  say "Installing $* …"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive bash -s -- "$@" >target/install.log 2>&1 <<'ROOT' || {
set -euo pipefail
# The packages shall not start their services: ours are others, on other ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
fi
apt-get -o DPkg::Lock::Timeout=300 update
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
# Nor at the next boot.
for package; do
  case $package in
    prosody | ejabberd | prometheus) [ ! -d /run/systemd/system ] || systemctl disable "$package" ;;
  esac
done
ROOT
    tail -n 20 target/install.log >&2
    fail "Could not install $*; all that apt said is in target/install.log."
  }
}

# ------------------------------------------------------------------------------------------------------ running Maven

maven() { # LOG ARGUMENT…: all that Maven says goes into LOG, one line per module to the terminal; Maven's exit status
  local log=$1 maven progress status=0
  shift
  mkdir -p "$(dirname "$log")"
  : >"$log"
  .mvn/mvn -B -ntp "$@" >"$log" 2>&1 </dev/null &
  maven=$!
  tail -n +1 -f --pid="$maven" "$log" 2>/dev/null | show_progress &
  progress=$!
  # In the background, as a signal would otherwise be heeded only when Maven is done.
  trap 'kill "$maven" 2>/dev/null; wait "$maven" "$progress"; exit 130' INT
  trap 'kill "$maven" 2>/dev/null; wait "$maven" "$progress"; exit 143' TERM HUP
  wait "$maven" || status=$?
  wait "$progress" || true
  trap - INT TERM HUP
  return "$status"
}

show_progress() { # from Maven's log, what a person wants to see pass
  local line status running='' building='Building (.+) [^ ]+ +\[([0-9]+/[0-9]+)\]'
  local tested='Tests run: ([0-9]+), .*Time elapsed: ([0-9.]+) s(.*) -- in (.*)'
  while true; do
    status=0
    IFS= read -r -t 60 line || status=$?
    if [ "$status" -gt 128 ]; then # a minute has passed in silence
      [ -z "$running" ] || say "        $running is running"
    elif [ "$status" -ne 0 ]; then
      return
    elif [[ $line =~ $building ]]; then
      say "  [${BASH_REMATCH[2]}] ${BASH_REMATCH[1]}"
    elif [[ $line =~ Running\ (.*) ]]; then
      running=${BASH_REMATCH[1]##*.}
    elif [[ $line =~ $tested ]]; then
      running=''
      show_class "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}" "${BASH_REMATCH[4]##*.}"
    fi
  done
}

show_class() { # TESTS SECONDS FAILED NAME: if it failed, or took its time
  if [ -n "$3" ]; then
    say "        $4 FAILED"
  elif [ "${2%.*}" -ge 10 ]; then
    say "        $4: $1 tests in ${2%.*} s"
  fi
}

show_errors() { # LOG: why Maven failed, as far as its log says so early
  grep -a '^\[ERROR\]' "$1" | head -n 20 >&2 || tail -n 20 "$1" >&2
}

# ------------------------------------------------------------------------------------------------------ building once

build_once() { # MODULE NAME [ARGUMENT…]: so that class_path can say what it runs on, unless nothing has changed since
  local module=$1 name=$2 begun=$SECONDS built log
  shift 2
  built=target/$name.built # holds where it was built: class paths are absolute
  log=target/$name-build.log
  ! up_to_date "$built" "$module/target/$name.classpath" || return 0
  say "Building (once; the first time it fetches what it needs) …"
  mkdir -p target
  echo "$PWD" >"$built.next" # dated before the build: what is changed meanwhile is built next time
  maven "$log" -DskipTests package -pl "$module" -am "$@" || {
    show_errors "$log"
    fail "The build failed; all that Maven said is in $PWD/$log."
  }
  mv "$built.next" "$built"
  say "Built in $((SECONDS - begun)) s."
}

class_path() { # MODULE NAME: prints what the program runs on
  printf '%s:' "$PWD/$1/target/classes"
  cat "$1/target/$2.classpath"
}

up_to_date() { # BUILT CLASSPATH
  [ -e "$2" ] && [ "$(cat "$1" 2>/dev/null)" = "$PWD" ] &&
    [ -z "$(find . \( -name target -o -name data -o -name .git \) -prune -o \
      \( -name pom.xml -o -path '*/src/main/*' \) -newer "$1" -print -quit)" ] &&
    all_there "$2" embedded/*/target/classes/*.classpath
}

all_there() { # FILE…: whether everything on these class paths exists
  local file entry
  for file; do
    while IFS= read -r -d : entry; do
      [ -e "$entry" ] || return 1
    done < <(cat "$file" && printf :)
  done
}
