#include "services/issuance/counter.hpp"

namespace ledger::issuance {

void Counter::add_routes(http::Router& router) {
  creation_.add_routes(router);
  updating_.add_routes(router);
  regeneration_.add_routes(router);
  owner_control_.add_routes(router);
  deletion_.add_routes(router);
  rules_.add_routes(router);
  reading_.add_routes(router);
  listing_.add_routes(router);
  history_.add_routes(router);
  commands_.add_routes(router);
  policy_.add_routes(router);
  identification_.add_routes(router);
  signing_.add_routes(router);
}

}  // namespace ledger::issuance
