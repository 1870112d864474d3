#include "tests/support/running_service.hpp"

#include <fstream>
#include <stdexcept>

namespace ledger::support {

RunningService::RunningService(Change change) : change_(std::move(change)) { start(); }

RunningService::~RunningService() { service_->stop(); }

void RunningService::start() {
  runtime::Settings settings;
  settings.data = data_.path();
  settings.listen = "127.0.0.1:0";
  settings.threads = 2;
  settings.block_cache_bytes = std::size_t{8} << 20;
  if (change_) change_(settings);
  service_ = std::make_unique<tokenledger::LedgerService>(settings, clock_);
  if (!service_->start()) throw std::runtime_error("the service did not start");
}

void RunningService::restart() {
  service_->stop();
  service_.reset();
  start();
}

void RunningService::restart_rebuilt() {
  service_->stop();
  service_.reset();
  std::filesystem::remove_all(data_.path() / "view");
  start();
}

ApiClient RunningService::as_operator() const {
  return as(read_line_of(data_.path() / "operator-token"));
}

ApiClient RunningService::as_owner(const std::string& owner, const std::string& scopes) const {
  const auto token = as_operator().create(R"({"name":"of )" + owner + R"(","owner":")" + owner +
                                          R"(","scopes":)" + scopes + "}");
  return as(token.text("/secret"));
}

std::string read_line_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

}  // namespace ledger::support
