#
# Grants what acls.list says: adds each ACL that is missing, and takes none away. Run it after apply-topics.sh, and again
# after each change of the design; a second run changes nothing. `eda kafka plan` tells what logins may do beyond it.
#
# It needs kafka-acls of Apache Kafka (with or without .sh) on the PATH, or KAFKA_HOME. From the environment:
# KAFKA_BOOTSTRAP (host:port,…), and KAFKA_CLIENT_CONFIG, a file of client properties with the login, which has to have
# the right to alter the cluster.
set -eu
cd "$(dirname "$0")"
if [ -n "${KAFKA_HOME:-}" ]; then PATH=$KAFKA_HOME/bin:$PATH; fi

acls_tool=$(command -v kafka-acls.sh || command -v kafka-acls) || {
  echo "kafka-acls is not on the PATH; set KAFKA_HOME to the folder of Apache Kafka" >&2
  exit 2
}
bootstrap=${KAFKA_BOOTSTRAP:-$(sed -n 's/^# bootstrap: //p' acls.list)}

ask() {
  if [ -n "${KAFKA_CLIENT_CONFIG:-}" ]; then set -- "$@" --command-config "$KAFKA_CLIENT_CONFIG"; fi
  "$acls_tool" --bootstrap-server "$bootstrap" "$@" </dev/null
}

listed=$(mktemp)
there=$(mktemp)
trap 'rm -f "$listed" "$there"' EXIT
ask --list >"$listed"
# A line for each ACL that is there, written as in acls.list but with the operation in capitals.
awk '
  /^Current ACLs for resource/ {
    type = tolower($0); sub(/.*resourcetype=/, "", type); sub(/,.*/, "", type)
    name = $0; sub(/.*, name=/, "", name); sub(/, patternType=.*/, "", name)
    literal = /patternType=LITERAL/
  }
  /\(principal=.*, host=\*, operation=[A-Z_]*, permissionType=ALLOW\)/ && literal {
    principal = $0; sub(/^[^(]*\(principal=/, "", principal); sub(/, host=\*, operation=.*/, "", principal)
    operation = $0; sub(/.*, operation=/, "", operation); sub(/,.*/, "", operation)
    print type, name, operation, principal
  }
' "$listed" >"$there"

granted=0
unchanged=0
while read -r type name operation principal; do
  case $type in '' | '#'*) continue ;; esac
  capitals=$(printf '%s' "$operation" | tr '[:lower:]' '[:upper:]')
  if grep -Fqx -- "$type $name $capitals $principal" "$there"; then
    unchanged=$((unchanged + 1))
    continue
  fi
  ask --add --allow-principal "$principal" --operation "$operation" "--$type" "$name" \
    --resource-pattern-type literal >/dev/null
  echo "$principal: $operation $type $name"
  granted=$((granted + 1))
done <acls.list
echo "$granted granted, $unchanged unchanged"
