# METADATA
# description: Built-ins that OPA, Conftest and WebAssembly answer differently
# related_resources:
#   - description: documentation
#     ref: docs/policy.md
# schemas:
#   - input: schema.regal.ast
package custom.regal.rules.custom["differs-between-engines"]

import data.regal.ast
import data.regal.result

differing := {
	"format_int",
	"graph.reachable",
	"http.send",
	"json.marshal",
	"object.keys",
	"regex.find_n",
	"semver.compare",
	"semver.is_valid",
	"sprintf",
	"strings.count",
	"time.now_ns",
	"time.parse_rfc3339_ns",
}

report contains violation if {
	call := ast.function_calls[_][_]
	call.name in differing

	violation := result.fail(rego.metadata.chain(), result.location(call))
}
