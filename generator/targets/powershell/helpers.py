"""The parts of a command that are the same in each: they read an event and test its values.

`$f` maps the names of an event's values to lists of them, by which a test holds if it holds for
any. Nothing may be printed by these lines: what a Where-Object block puts out is its answer.
"""

from __future__ import annotations

from generator.targets.powershell.conditions import FOLDED, Compares, Has, Refers, Within

LEAVES = '/*/*[local-name()="EventData" or local-name()="UserData"]//*[not(*)]'
"""XPath of the elements that hold an event's values."""

CONTROLS = r"[\x00-\x08\x0B\x0C\x0E-\x1F]"
"""Characters that Windows puts into an event's XML and that no XML may have."""

_HAS = r"""$has = {
  param($name, $patterns, $options = '<FOLDED>')
  foreach ($v in $f[$name]) {
    if ([regex]::IsMatch($v, ($patterns -join '|'), $options)) { return $true }
  }
  $false
}"""

_COMPARE = r"""$compare = {
  param($name, $test)
  foreach ($v in $f[$name]) {
    if ($v -cnotmatch '\A[-+]?[0-9]{1,20}(\.[0-9]{1,8})?\z') { continue }
    if (& $test ([decimal]$v)) { return $true }
  }
  $false
}"""

_WITHIN = r"""$bits = {
  param($address)
  -join (([ipaddress]$address).GetAddressBytes() |
    ForEach-Object { [Convert]::ToString($_, 2).PadLeft(8, '0') })
}
$within = {
  param($name, $networks)
  foreach ($v in $f[$name]) {
    if ($v -notmatch '\A(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}\z' -and
      $v -notmatch '\A[0-9a-f:.]*:[0-9a-f:.]*\z') { continue }
    if ($null -eq ($v -as [ipaddress])) { continue }
    $address = & $bits $v
    foreach ($network in $networks) {
      $start, $length = $network -split '/'
      $first = & $bits $start
      if ($address.Length -ne $first.Length) { continue }
      if ($address.Substring(0, $length) -eq $first.Substring(0, $length)) { return $true }
    }
  }
  $false
}"""

_REFERS = r"""$refers = {
  param($name, $other, $place)
  foreach ($v in $f[$name]) {
    foreach ($w in $f[$other]) {
      if ([regex]::IsMatch($v, ($place -f [regex]::Escape($w)), '<FOLDED>')) { return $true }
    }
  }
  $false
}"""

HELPERS: tuple[tuple[type, str], ...] = (
    (Has, _HAS.replace("<FOLDED>", FOLDED)),
    (Compares, _COMPARE),
    (Within, _WITHIN),
    (Refers, _REFERS.replace("<FOLDED>", FOLDED)),
)
"""The script block that each kind of test calls."""

CLASSIC = r"""foreach ($d in $f['Data']) {
  foreach ($m in [regex]::Matches($d, '(?ms)^[\t ]*(\w+)=(.*?)\s*(?=^[\t ]*\w+=|\z)')) {
    $n = $m.Groups[1].Value
    if (-not $f.ContainsKey($n)) { $f[$n] = @($m.Groups[2].Value) }
  }
}"""
"""The `Key=Value` lines in the last value of a classic PowerShell event, as values by name."""
