#pragma once
// The scopes that an operator tells people of, for forms that offer them: the settings of
// [[catalogue]]. It decides nothing: any other scope can be given as well.

#include <string>
#include <vector>

namespace ledger::runtime {

struct CatalogueScope {
  std::string scope;
  std::string title;
  std::string description;  ///< may be empty
  std::string group;        ///< what it stands under; may be empty
};

/// In the order of the file, each scope once.
using Catalogue = std::vector<CatalogueScope>;

}  // namespace ledger::runtime
