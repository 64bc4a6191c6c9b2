# The steps of .ci/run. Each returns non-zero when it fails.

# step <name> <command...>: runs it, keeps its log, counts it and the tests in it.
step() {
  local name=$1 log began=$SECONDS status
  shift
  log="$logs/$(printf '%s' "$name" | tr -c 'a-zA-Z0-9\n' '-').log"
  printf '==> %s\n' "$name"
  "$@" >"$log" 2>&1 </dev/null
  status=$?
  count "$log"
  if [ "$status" -eq 0 ]; then
    passed=$((passed + 1))
    printf '    ok, %d s%s\n' "$((SECONDS - began))" "$counted"
  else
    failed=$((failed + 1))
    failures+=("$name")
    printf '    FAILED with %d after %d s%s\n' "$status" "$((SECONDS - began))" "$counted"
    tail -n "${WAYMARK_CI_TAIL:-60}" "$log" | sed 's/^/    | /'
  fi
}

# Adds up the closing lines of node:test, Jest and Playwright.
count() {
  local plain good bad
  plain=$(sed 's/\x1b\[[0-9;]*m//g' "$1")
  good=$(printf '%s\n' "$plain" | awk '
    /^(ℹ|#) pass [0-9]+$/ { n += $3 }
    /^Tests: / { for (i = 1; i < NF; i++) if ($(i + 1) ~ /^passed/) n += $i }
    /^ +[0-9]+ passed/ { n += $1 }
    END { print n + 0 }')
  bad=$(printf '%s\n' "$plain" | awk '
    /^(ℹ|#) fail [0-9]+$/ { n += $3 }
    /^Tests: / { for (i = 1; i < NF; i++) if ($(i + 1) ~ /^failed/) n += $i }
    /^ +[0-9]+ failed$/ { n += $1 }
    END { print n + 0 }')
  passed=$((passed + good))
  failed=$((failed + bad))
  counted=''
  [ "$((good + bad))" -eq 0 ] || counted=", $good tests passed, $bad failed"
}

install_packages() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v redis-server >/dev/null || missing+=(redis-server)
  ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql)
  if [ "${#missing[@]}" -eq 0 ]; then
    echo 'everything is there'
    return 0
  fi
  echo "installing ${missing[*]}"
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y "${missing[@]}"
}

# Programs that tests and checks run, each pinned by tools/<name>/go.sum.
# Some programs know their version only when the linker is told.
install_tool() (
  bin=$PWD/.cache/tools/bin
  cd "$1" || exit 1
  module=$(go list -f '{{.Module.Path}}' tool) || exit 1
  version=$(go list -m -f '{{.Version}}' "$module") || exit 1
  GOBIN=$bin GOFLAGS=-mod=readonly go install -ldflags "-X main.version=${version#v} -X $module/version.Version=${version#v}" tool
)

install_tools() {
  local folder
  mkdir -p .cache/tools/bin
  for folder in tools/*/; do
    install_tool "$folder" || return 1
  done
  ls .cache/tools/bin
}

start_servers() {
  service postgresql start && service redis-server start || return 1
  for _ in $(seq 30); do
    pg_isready -q -h 127.0.0.1 && redis-cli -h 127.0.0.1 ping | grep -q PONG && break
    sleep 1
  done
  pg_isready -h 127.0.0.1 && redis-cli -h 127.0.0.1 ping || return 1
  runuser -u postgres -- psql -v ON_ERROR_STOP=1 <<'SQL'
do $$ begin
  if not exists (select from pg_roles where rolname = 'waymark_ci') then
    create role waymark_ci login createdb password 'waymark_ci';
  else
    alter role waymark_ci login createdb password 'waymark_ci';
  end if;
end $$;
SQL
}

tests() {
  PATH="$PWD/.cache/tools/bin:$PATH" \
    WAYMARK_REQUIRE=all \
    WAYMARK_FULL=1 \
    WAYMARK_TEST_POSTGRES_URL=postgresql://waymark_ci:waymark_ci@127.0.0.1:5432/postgres \
    WAYMARK_TEST_REDIS_URL=redis://127.0.0.1:6379 \
    npm test
}

check_config() {
  local overlay
  for overlay in '' app-config.development.yaml app-config.production.yaml; do
    printf -- '--- app-config.yaml %s\n' "$overlay"
    node scripts/exec.mjs backstage-cli config:check --strict --lax \
      --config app-config.yaml ${overlay:+--config "$overlay"} || return 1
  done
}

# Runs the portal in the background until its ready line; the log grows.
portal_up() {
  # A process group of its own, so that Ctrl-C can be sent as a terminal does.
  setsid npm start -- --port "$port" --data "$data" >"$logs/portal.log" 2>&1 </dev/null &
  portal=$!
  local began=$SECONDS
  until grep -q '^.*Waymark is ready: ' "$logs/portal.log"; do
    if ! kill -0 "$portal" 2>/dev/null || [ "$((SECONDS - began))" -gt 420 ]; then
      cat "$logs/portal.log"
      return 1
    fi
    sleep 0.5
  done
  cat "$logs/portal.log"
  echo "ready after $((SECONDS - began)) s"
}

# Ctrl-C while an upload is still on its way: it may hold nothing up.
portal_down() {
  local began=$SECONDS token slow
  token=$(sed -nE 's/.*"ciToken": *"([^"]+)".*/\1/p' "$data/dev-credentials.json")
  head -c 4000000 /dev/zero | curl -s --limit-rate 2k --max-time 60 \
    -H "authorization: Bearer $token" -H 'content-type: application/json' \
    --data-binary @- "http://127.0.0.1:$port/api/sbom/v1/validate" >/dev/null &
  slow=$!
  sleep 2
  kill -0 "$slow" || echo 'the slow upload ended early'
  began=$SECONDS
  kill -INT -- "-$portal"
  while kill -0 "$portal" 2>/dev/null; do
    [ "$((SECONDS - began))" -gt 10 ] && return 1
    sleep 0.2
  done
  echo "ended after $((SECONDS - began)) s"
  kill "$slow" 2>/dev/null
  ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

start_portal() {
  rm -rf "$data"
  portal_up
}

journeys() {
  WAYMARK_DATA="$PWD/$data" node scripts/exec.mjs playwright test \
    --config packages/app/e2e-tests/playwright.config.ts
}

restart_portal() {
  portal_down && portal_up || return 1
  # What was seeded is still there and was not sent again.
  grep -qE ', [1-9][0-9]* with an SBOM' "$logs/portal.log" &&
    ! grep -qE '[1-9][0-9]* uploads sent' "$logs/portal.log"
}

stop_portal() {
  portal_down
}
