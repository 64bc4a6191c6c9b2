# METADATA
# description: A negated call on what may be undefined is undefined, not true
# related_resources:
#   - description: documentation
#     ref: docs/policy.md
# schemas:
#   - input: schema.regal.ast
package custom.regal.rules.custom["negated-call-on-reference"]

import data.regal.ast
import data.regal.result

# Of all calls only equality is safe: `not input.x == 1` holds where x is missing.
safe := {"equal", "eq"}

report contains violation if {
	some i
	expression := ast.found.expressions[i][_]
	expression.negated
	is_array(expression.terms)
	not name_of(expression.terms[0]) in safe
	some term in array.slice(expression.terms, 1, count(expression.terms))
	term.type == "ref"
	count(term.value) > 1
	term.value[0].value in {"input", "data"}
	violation := result.fail(rego.metadata.chain(), result.location(expression))
}

name_of(term) := concat(".", [part.value | some part in term.value])
