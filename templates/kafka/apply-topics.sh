#
# Makes the topics of topics.list what they should be: creates what is missing, adds partitions, sets configurations.
# It removes nothing: what only a person can decide is said on stderr, and ends it with 1. Run it before the services
# start, and again after each change of the design; a second run changes nothing.
#
# It needs kafka-topics and kafka-configs of Apache Kafka (with or without .sh) on the PATH, or KAFKA_HOME. From the
# environment: KAFKA_BOOTSTRAP (host:port,…), and KAFKA_CLIENT_CONFIG, a file of client properties with the login.
set -eu
cd "$(dirname "$0")"
if [ -n "${KAFKA_HOME:-}" ]; then PATH=$KAFKA_HOME/bin:$PATH; fi

find_tool() {
  command -v "$1.sh" || command -v "$1" || {
    echo "$1 is not on the PATH; set KAFKA_HOME to the folder of Apache Kafka" >&2
    exit 2
  }
}
topics_tool=$(find_tool kafka-topics)
configs_tool=$(find_tool kafka-configs)
bootstrap=${KAFKA_BOOTSTRAP:-$(sed -n 's/^# bootstrap: //p' topics.list)}

ask() {
  tool=$1
  shift
  if [ -n "${KAFKA_CLIENT_CONFIG:-}" ]; then set -- "$@" --command-config "$KAFKA_CLIENT_CONFIG"; fi
  "$tool" --bootstrap-server "$bootstrap" "$@" </dev/null
}

# What a line of the description says behind a name: `PartitionCount: 3` → 3.
value_of() {
  printf '%s\n' "$described" | tr '\t' '\n' | sed -n "s/^ *$1: *//p"
}

there=$(mktemp)
trap 'rm -f "$there"' EXIT
ask "$topics_tool" --describe >"$there"
undecided=0

while read -r name partitions replication configs; do
  case $name in '' | '#'*) continue ;; esac
  described=$(awk -F '\t' -v topic="Topic: $name" '$1 == topic && /PartitionCount:/' "$there")
  if [ -z "$described" ]; then
    set -- --create --if-not-exists --topic "$name" --partitions "$partitions"
    if [ "$replication" != - ]; then set -- "$@" --replication-factor "$replication"; fi
    for config in $configs; do set -- "$@" --config "$config"; done
    ask "$topics_tool" "$@" >/dev/null
    echo "$name: created"
    continue
  fi
  done=
  has=$(value_of PartitionCount)
  if [ "$has" -lt "$partitions" ]; then
    ask "$topics_tool" --alter --topic "$name" --partitions "$partitions" >/dev/null
    echo "$name: $has partitions, now $partitions; keys move between them"
    done=yes
  elif [ "$has" -gt "$partitions" ]; then
    echo "$name: has $has partitions, the design says $partitions; partitions never are taken away" >&2
    undecided=1
  fi
  copies=$(value_of ReplicationFactor)
  if [ "$replication" != - ] && [ "$copies" -ne "$replication" ]; then
    echo "$name: has $copies copies, the design says $replication; kafka-reassign-partitions moves them" >&2
    undecided=1
  fi
  has=,$(value_of Configs),
  for config in $configs; do
    case $has in *",$config,"*) continue ;; esac
    # A list of values stands in brackets.
    case $config in *,*) value="${config%%=*}=[${config#*=}]" ;; *) value=$config ;; esac
    ask "$configs_tool" --alter --entity-type topics --entity-name "$name" --add-config "$value" >/dev/null
    echo "$name: $config"
    done=yes
  done
  [ -n "$done" ] || echo "$name: unchanged"
done <topics.list
exit "$undecided"
