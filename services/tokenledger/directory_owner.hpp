#pragma once
// Whose a ledger's directories are. They belong to whom they belong, with the mode that they have;
// what is new is its maker's alone from the first byte. A verb that root runs on the service's
// directory must not leave files there that the service cannot read.

#include <filesystem>

namespace ledger::tokenledger {

/// From now on this process makes files that nobody but their owner can read.
void make_files_private() noexcept;

/// Makes the directory, mode 0700, and what is missing above it; one that is there stays as it is.
void make_private_directory(const std::filesystem::path& directory);

/// Of root: goes on as the owner of `directory`, for good, if that is somebody else. Of anybody
/// else, and where there is no such directory: does nothing.
void act_as_owner_of(const std::filesystem::path& directory);

/// The same, if `other` has the same owner; else root goes on, for who owns one may be kept from
/// the other.
void act_as_owner_of_both(const std::filesystem::path& directory,
                          const std::filesystem::path& other);

/// Of root: gives all that is in `tree`, which nobody else has written to, and itself, to the owner
/// of `directory`.
void give_to_owner_of(const std::filesystem::path& directory, const std::filesystem::path& tree);

}  // namespace ledger::tokenledger
