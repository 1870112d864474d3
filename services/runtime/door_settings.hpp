#pragma once
// What the gateway's door takes and asks for: the settings of [door].

#include <cstddef>
#include <string>
#include <vector>

namespace ledger::runtime {

struct DoorSettings {
  std::size_t header_bytes_max =
      64 * 1024;                        ///< with the target, which has no limit of its own: 431
  std::size_t header_fields_max = 256;  ///< 431
  /// Whether Ledger-Min-Position, Ledger-Max-Age and Ledger-Epoch of a request are heeded. A
  /// gateway passes on what strangers send, so they are not.
  bool freshness_headers = false;

  /// What a guarded request needs.
  struct Rule {
    std::vector<std::string> methods;  ///< empty: any; HEAD goes where GET goes
    std::string path;                  ///< a prefix of whole segments: `/repos`; `/` is all paths
    std::string scopes;                ///< with one space between; empty: any token with access
  };
  std::vector<Rule> rules;  ///< the first that fits decides; there are some and none fits: refused
};

}  // namespace ledger::runtime
