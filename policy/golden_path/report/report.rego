# METADATA
# title: All results, for Conftest
# description: |
#   Conftest shows what denies and warns, not what passed. Run with this
#   namespace as well, it hands over each rule's result, so that the gate can
#   compare their ids with the manifest's.
package golden_path.report

warn contains {"msg": result.rule, "result": result} if {
	some result in data.golden_path.results
}
