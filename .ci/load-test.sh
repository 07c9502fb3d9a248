# The shell function that load-tests/fanout and load-tests/faults share. It expects to be read at the project's root.
# What the command needs besides Java and Maven stands in needs; the JVM's options in jvm; what starts it, and becomes it,
# in behind.
# shellcheck shell=bash
# shellcheck source=.ci/setup.sh
. .ci/setup.sh
needs=()
jvm=(-Xmx768m -XX:+UseSerialGC)
behind=()

load_test() { # MAIN HELP REPORT HERE ARGUMENT…: runs this main class in HERE, built if need be; REPORT is a name in target/
  local main=$1 help=load-tests/src/main/resources/im/fanfare/load/$2 report=$PWD/target/$3 here=$4 argument runs_on
  shift 4
  for argument; do
    case $argument in
      -h | --help) cat "$help" && exit ;;
      --*)
        # Better now than after minutes of installing and building.
        grep -q -- "^  $argument " "$help" ||
          { echo "There is no option $argument. $0 --help lists the options." >&2 && exit 64; }
        ;;
    esac
  done
  install openjdk-17-jdk-headless maven "${needs[@]}"
  build_once load-tests fanout
  runs_on=$(class_path load-tests fanout)
  cd "$here" || exit
  # A shell that starts this in the background has it ignore Ctrl-C, which Java would respect.
  exec env --default-signal=INT "${behind[@]}" "$JAVA_HOME/bin/java" "${jvm[@]}" -cp "$runs_on" "$main" \
    --report "$report" "$@"
}
