import pytest

from tests.agencies import identity_provider


@pytest.fixture(scope="session")
def running_provider():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with identity_provider.running() as provider:
            yield provider


@pytest.fixture
def provider(running_provider, settings):
    """A council's identity provider, configured and honest."""
    running_provider.change = None
    identity_provider.configure(settings, running_provider)
    return running_provider
