#pragma once
// Every endpoint of this counter, in the order in which their routes are asked.

#include "services/issuance/command_lookup.hpp"
#include "services/issuance/creation.hpp"
#include "services/issuance/deletion.hpp"
#include "services/issuance/history.hpp"
#include "services/issuance/identification.hpp"
#include "services/issuance/listing.hpp"
#include "services/issuance/owner_control.hpp"
#include "services/issuance/policy_reading.hpp"
#include "services/issuance/reading.hpp"
#include "services/issuance/regeneration.hpp"
#include "services/issuance/rules_control.hpp"
#include "services/issuance/signing.hpp"
#include "services/issuance/updating.hpp"

namespace ledger::issuance {

class Counter {
 public:
  Counter(const Desk& desk, const std::string& ledger_id, const runtime::Catalogue& catalogue)
      : creation_(desk),
        updating_(desk),
        regeneration_(desk),
        owner_control_(desk),
        deletion_(desk),
        rules_(desk),
        reading_(desk),
        listing_(desk),
        history_(desk, ledger_id),
        commands_(desk),
        policy_(desk, catalogue),
        identification_(desk),
        signing_(desk) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  Creation creation_;
  Updating updating_;
  Regeneration regeneration_;
  OwnerControl owner_control_;
  Deletion deletion_;
  RulesControl rules_;
  Reading reading_;
  Listing listing_;
  History history_;
  CommandLookup commands_;
  PolicyReading policy_;
  Identification identification_;
  Signing signing_;
};

}  // namespace ledger::issuance
