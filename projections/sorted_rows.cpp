#include "projections/sorted_rows.hpp"

#include <algorithm>
#include <cstring>

#include <rocksdb/sst_file_writer.h>

#include "projections/view_store.hpp"

namespace ledger::projections {
namespace {

void check(const rocksdb::Status& status) {
  if (!status.ok()) throw ViewFailure("the read model cannot be rebuilt: " + status.ToString());
}

}  // namespace

std::string_view SortedRows::keep(std::string_view bytes) {
  if (bytes.empty()) return {};
  auto* place = static_cast<char*>(bytes_.allocate(bytes.size(), 1));
  std::memcpy(place, bytes.data(), bytes.size());
  return {place, bytes.size()};
}

void SortedRows::put(std::string_view key, std::string_view value) {
  rows_.emplace_back(keep(key), keep(value));
}

void SortedRows::ingest_into(ViewStore& store) {
  std::sort(rows_.begin(), rows_.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto file = store.directory() / "rebuild.sst";
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), store.options());
  check(writer.Open(file.string()));
  for (const auto& [key, value] : rows_) {
    check(writer.Put(rocksdb::Slice(key.data(), key.size()),
                     rocksdb::Slice(value.data(), value.size())));
  }
  check(writer.Finish());
  store.ingest(file);
}

}  // namespace ledger::projections
