#pragma once
/// \file The steps by which the tables came about, each never edited once released.

#include <string>

namespace mien {

std::string audience_tables();            ///< 2
std::string service_tables();             ///< 3
std::string figures_know_their_people();  ///< 4
std::string ratings_have_names();         ///< 5
std::string settings_table();             ///< 6
std::string recordings_have_names();      ///< 7
std::string what_was_shown();             ///< 8 (migrations_shown.cpp)
std::string outbox_tables();              ///< 9 (migrations_outbox.cpp)
std::string figures_are_cells();          ///< 10 (migrations_cells.cpp)
std::string oversight_tables();           ///< 11 (migrations_oversight.cpp)
std::string picture_days_table();         ///< 12
std::string figure_pauses_table();        ///< 13
std::string camera_claims_table();        ///< 14 (migrations_claims.cpp)
std::string suspended_stays();            ///< 15 (migrations_oversight.cpp)
std::string told_and_gone();              ///< 16 (migrations_cells.cpp)

}  // namespace mien
