# METADATA
# title: Golden path
# description: |
#   What all engines ask: `results`, one per rule. `deny` and `warn` are derived
#   from them for Conftest.
package golden_path

# METADATA
# entrypoint: true
results contains result if {
	some id
	result := data.golden_path.rules[id].result
}

results contains data.golden_path.meta.gp900.result

results contains data.golden_path.gate.gp000.result

deny contains finding if {
	some result in results
	some finding in result.findings
	finding.level == "deny"
}

warn contains finding if {
	some result in results
	some finding in result.findings
	finding.level == "warn"
}
