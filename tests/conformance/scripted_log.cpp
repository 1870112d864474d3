#include "tests/support/scripted_log.hpp"

#include "tests/conformance/event_log_contract.hpp"

namespace ledger::conformance {
namespace {

class ScriptedLogUnderTest final : public LogUnderTest {
 public:
  log::EventLog& log() override { return log_; }
  bool reopen() override { return false; }
  support::ScriptedLog& script() { return log_; }

 private:
  support::ScriptedLog log_;
};

LogKind plain() {
  return {"Scripted", [] { return std::make_unique<ScriptedLogUnderTest>(); }};
}

LogKind late() {
  return {"ScriptedLate", [] {
            auto made = std::make_unique<ScriptedLogUnderTest>();
            made->script().show_late();
            return made;
          }};
}

LogKind twice() {
  LogKind kind{"ScriptedTwice", [] {
                 auto made = std::make_unique<ScriptedLogUnderTest>();
                 made->script().always(support::Fate::twice);
                 return made;
               }};
  kind.repeats_records = true;
  return kind;
}

LogKind shared() {
  return {"ScriptedShared", [] {
            auto made = std::make_unique<ScriptedLogUnderTest>();
            made->script().share();
            return made;
          }};
}

INSTANTIATE_TEST_SUITE_P(ScriptedLog, EventLogContract,
                         testing::Values(plain(), late(), twice(), shared()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ledger::conformance
