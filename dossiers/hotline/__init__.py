"""The call-centre officer's screen: find, read out the sentence that the web says, write the call down (QN-13.4)."""
