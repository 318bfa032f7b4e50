"""Files read with profiles (按方案读取): the same reading, with one more dialect for each profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from zicha.contract.errors import Remark, UnusableInput
from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES
from zicha.intake.collect import FoundFile, collect
from zicha.intake.delivery import Delivery, SourceFile
from zicha.intake.dialect import Dialect
from zicha.intake.headings import recognise
from zicha.intake.profile.form import code_lists_of, form_of
from zicha.intake.profile.load import load_profile
from zicha.intake.profile.profile import Profile, Target
from zicha.intake.profile.separators import TEXT_FILES, text_sheet
from zicha.intake.profile.to_contract import converter
from zicha.intake.reader import DIALECTS, Progress, _Reading, read_delivery
from zicha.intake.sheets import Sheet


def dialect_of(profile: Profile) -> Dialect:
    """The profile as a dialect. What the source has no column for says nothing, so it accuses nobody."""
    form = form_of(profile)
    silent = {
        f"{table}.{column.name}"
        for table in profile.tables
        for column in TABLES[table].columns
        if not profile.says(Target(table, column.name))
    }
    return Dialect(
        f"profile:{profile.name}",
        {form.name: form},
        code_lists_of(profile),
        converter(profile),
        frozenset(silent),
    )


def read_profiled(
    inputs: Sequence[Path], profiles: Sequence[Path], progress: Progress | None = None
) -> Delivery:
    """Read files and folders as one delivery, those a profile describes by that profile.

    The profiles are among the files of the delivery: with another profile it is another delivery.
    Raises UnusableInput, also when a profile fits no sheet.
    """
    if not profiles:
        return read_delivery(inputs, progress)
    loaded = [load_profile(path) for path in profiles]
    tell = progress or (lambda text, share: None)
    files, remarks = collect([Path(given) for given in inputs])
    reading = _Profiled((*DIALECTS, *(dialect_of(profile) for profile in loaded)), remarks)
    reading.profiles = loaded
    total = sum(file.size for file in files) or 1
    done = 0
    for file in files:
        tell(f"读取 {file.name}", 0.9 * done / total)
        reading.file(file)
        done += file.size
    _check_used(reading, loaded)
    tell("合并与核对", 0.9)
    reading.files += [SourceFile(profile.file, profile.sha256, profile.size) for profile in loaded]
    delivery = reading.delivery()
    tell("读取完成", 1.0)
    return delivery


class _Profiled(_Reading):
    """A reading in which a text file may have the separator its profile names."""

    profiles: Sequence[Profile] = ()

    def file(self, file: FoundFile) -> None:
        sheet = separated(file, self.profiles, self.forms)
        if sheet is None:
            super().file(file)
            return
        source = file.fingerprint()
        if any(earlier.sha256 == source.sha256 for earlier in self.files):
            text = f"{source.name} 与另一个文件逐字节相同，是同一份文件交了两次"
            self.remarks.append(Remark("re_upload", source.name, "", text))
        self.files.append(source)
        self._sheet(sheet)


def separated(
    file: FoundFile, profiles: Sequence[Profile], forms: Mapping[str, ContractTable]
) -> Sheet | None:
    """The file's sheet where a profile's separator brings out that profile's headings; none for other files."""
    if file.path.suffix.lower() not in TEXT_FILES or not file.size:
        return None
    for profile in profiles:
        if profile.separator:
            sheet = text_sheet(file.path, file.name, profile.separator)
            found = recognise(sheet, {profile.form_name: forms[profile.form_name]})
            if found is not None and not found.missing:
                return sheet
    return None


def _check_used(reading: _Reading, profiles: Sequence[Profile]) -> None:
    """A profile that fits no sheet is a mistake, not a preference."""
    read_as = {counted.form for counted in reading.sheets.values()}
    for profile in profiles:
        if profile.form_name in read_as:
            continue
        needed = [column.name for column in reading.forms[profile.form_name].columns if column.required]
        others = "；".join(f"{file} 读作 {counted.form}" for (file, _), counted in reading.sheets.items())
        raise UnusableInput(
            f"映射方案 {profile.file} 没有用上：没有一个工作表同时有标题 {'、'.join(needed)}。"
            f"请核对方案中的列名与文件的标题。{others}"
        )
